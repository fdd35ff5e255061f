// First module of every worker thread. `--import tsx` alone does nothing in a thread whose parent was itself started by
// tsx, so the loader is registered by hand; this file is plain JavaScript because nothing else can be read before it.
import { register } from 'tsx/esm/api';

register();
