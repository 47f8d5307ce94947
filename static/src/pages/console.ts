import '../desk/desk.css';
import { start } from '../start';

void start(() => import('../desk/app'));
