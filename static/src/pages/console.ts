import '../desk/desk.css';
import { rememberedTheme } from '../desk/theme';
import { start } from '../start';

rememberedTheme();
void start(() => import('../desk/app'));
