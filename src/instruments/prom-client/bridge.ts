import { processMetrics } from '../../pipeline/process-metrics.ts';
import { BRIDGED, PromClientSource, type Registries } from './source.ts';

/**
 * Puts the metrics of these registries beside those of the process, whether an agent runs or not.
 * @returns What takes them away again.
 */
export function bridgeRegistries(registries: Registries): () => void {
  const { sources } = processMetrics();
  const known = [...sources].find((source): source is PromClientSource => BRIDGED in source);
  const source = known ?? new PromClientSource();
  source[BRIDGED].add(registries);
  sources.add(source);
  return () => {
    source[BRIDGED].delete(registries);
    if (source[BRIDGED].size === 0) sources.delete(source);
  };
}
