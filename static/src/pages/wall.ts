import '../wall/wall.css';
import { start } from '../start';

void start(() => import('../wall/app'));
