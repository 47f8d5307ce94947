import '../public/public.css';
import '../public/talk.css';
import '../public/track.css';
import '../large.css';
import { start } from '../start';

void start(async () => {
  const { TrackPage } = await import('../public/track');
  new TrackPage();
});
