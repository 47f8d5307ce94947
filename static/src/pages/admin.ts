import '../sheet.css';
import { start } from '../start';

void start(() =>
  Promise.all([import('../admin/import'), import('../admin/mask-draw'), import('../admin/place-pick')]),
);
