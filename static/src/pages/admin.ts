import '../sheet.css';
import { start } from '../start';

void start(() => import('../admin/import'));
