import { start } from '../start';

void start(() => import('../console/app'));
