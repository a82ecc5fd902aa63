/**
 * Node's own timers, taken when the agent is loaded: an app under test puts fakes in their place,
 * which never fire, or fire at once.
 */
export const { clearTimeout, setImmediate, setTimeout } = process.getBuiltinModule('node:timers');
