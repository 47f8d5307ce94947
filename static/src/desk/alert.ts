import { t } from '../i18n';
import { unseen } from './alarms';
import type { Desk } from './desk';
import { Hush } from './hush';

const EVERY_MS = 4000;

/** The sound of a P1 that nobody has acknowledged: two short tones, every few seconds, until somebody does. */
export class Alert {
  private readonly hush = new Hush();
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly off: () => void;

  constructor(private readonly desk: Desk) {
    this.off = desk.watch(() => this.check());
    addEventListener('pointerdown', () => this.unlock(), { once: true });
    addEventListener('keydown', () => this.unlock(), { once: true });
  }

  /** Every P1 that nobody has said to have seen, and every call for help that nobody has, by name. */
  get calling(): string[] {
    const { desk } = this;
    const cards = (name: string) => desk.groups.find((group) => group.name === name)?.items ?? [];
    const alarms = desk.alarms().filter((one) => one.severity === 1 && one.state === 'unack_active');
    const help = cards('help').filter((card) => !card.claimed_by);
    const free = cards('free').filter((card) => unseen(desk, card));
    return [
      ...alarms.map(({ id }) => `alarm:${id}`),
      ...[...help, ...free].map(({ id }) => `incident:${id}`),
    ];
  }

  get wanted(): boolean {
    return this.calling.length > 0;
  }

  get muted(): boolean {
    return this.hush.covers(this.calling);
  }

  /** The browser lets no page sound before somebody has touched it: said from the start, not when it burns. */
  get blocked(): boolean {
    return !this.muted && this.context?.state !== 'running';
  }

  toggle(): void {
    if (!this.wanted) {
      this.desk.say(t('Không có gì đang kêu.'));
      return;
    }
    this.hush.toggle(this.calling);
    this.desk.changed();
  }

  unlock(): void {
    this.context ??= new AudioContext();
    void this.context.resume().then(() => this.desk.changed());
  }

  close(): void {
    this.off();
    clearInterval(this.timer);
    void this.context?.close();
  }

  private check(): void {
    this.hush.forget(this.calling);
    if (this.wanted && this.timer === undefined) {
      this.ring();
      this.timer = setInterval(() => this.ring(), EVERY_MS);
    } else if (!this.wanted && this.timer !== undefined) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  private ring(): void {
    const { context } = this;
    if (this.muted || context?.state !== 'running') return;
    for (const [delay, pitch] of [
      [0, 880],
      [0.22, 660],
    ] as const) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      const at = context.currentTime + delay;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.18);
      tone.connect(volume).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.2);
    }
  }
}
