import '../public/public.css';
import '../large.css';
import { start } from '../start';

void start(async () => {
  const { showSent } = await import('../public/home');
  showSent();
});
