// One file, so that each stage is synthesised once for all of them.
import './acknowledgements.ts';
import './alarms.ts';
import './events.ts';
import './permissions.ts';
import './routes.ts';
import './safety.ts';
