import { api, Problem } from './api';
import type { Live } from './live';
import type { CameraCard } from './wire';

const EVERY_MS = 5000;

/**
 * Keeps the cameras' pictures fresh. A new picture is not an event (docs/decisions/0014): screens that show pictures
 * ask for the list. A hidden page asks nothing; a failed question is asked again, and the pictures' age tells.
 */
export function keepPictures(live: Live): () => void {
  let asking = false;
  const ask = async () => {
    if (asking || document.hidden || !live.board?.cameras.size) return;
    asking = true;
    try {
      live.freshen((await api.get<{ items: CameraCard[] }>('cameras')).items);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void ask(), EVERY_MS);
  return () => clearInterval(timer);
}
