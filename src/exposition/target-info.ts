/** The one name on the page that no instrument may have. */
export const TARGET_INFO = 'target_info';

export const TARGET_INFO_HELP = 'Attributes of the process that these metrics come from.';
