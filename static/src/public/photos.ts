import { t } from '../i18n';
import { icon, make, need } from './dom';
import { type Position, position } from './exif';
import { shrink } from './shrink';

/** The photos of one report: shown at once, shrunk in the background, each with a way to take it back. */
export class Photos {
  readonly kept: Blob[] = [];
  private readonly pics = need('#pics');
  private readonly add = need('#add');
  private readonly input = need<HTMLInputElement>('#photos');
  private busy: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly most: number,
    private readonly changed: () => void,
    private readonly placed: (where: Position) => void,
    private readonly say: (words: string) => void,
  ) {
    this.input.addEventListener('change', () => this.chosen());
    // On a slow network a photo is chosen before this script has come.
    this.chosen();
  }

  private chosen(): void {
    const files = [...(this.input.files ?? [])];
    this.input.value = '';
    this.busy = this.busy.then(() => this.take(files));
  }

  /** Until everything that was chosen is ready to be sent. */
  settled(): Promise<unknown> {
    return this.busy;
  }

  restore(blobs: readonly Blob[]): void {
    for (const blob of blobs.slice(0, this.most)) this.keep(blob);
  }

  private async take(files: File[]): Promise<void> {
    for (const file of files) {
      if (this.kept.length >= this.most) {
        this.say(t('Nhiều nhất %(n)s ảnh.', { n: this.most }));
        return;
      }
      const where = position(await file.slice(0, 256 * 1024).arrayBuffer());
      this.keep(await shrink(file));
      if (where) this.placed(where);
    }
  }

  private keep(blob: Blob): void {
    this.kept.push(blob);
    const url = URL.createObjectURL(blob);
    const image = make('img', { src: url, alt: t('Ảnh %(n)s', { n: this.kept.length }) });
    const drop = make('button', { type: 'button' }, icon('x'));
    drop.setAttribute('aria-label', t('Bỏ ảnh'));
    const figure = make('figure', {}, image, drop);
    drop.addEventListener('click', () => {
      this.kept.splice(this.kept.indexOf(blob), 1);
      URL.revokeObjectURL(url);
      figure.remove();
      this.arrange();
    });
    this.add.before(figure);
    this.arrange();
  }

  private arrange(): void {
    this.pics.classList.toggle('some', this.kept.length === 1);
    this.pics.classList.toggle('many', this.kept.length > 1);
    this.add.hidden = this.kept.length >= this.most;
    this.changed();
  }
}
