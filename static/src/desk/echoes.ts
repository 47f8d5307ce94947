interface Card {
  id: number;
  version: number;
}

interface Echo<T> {
  patch: Partial<T>;
  /** The version it was made on: any newer card from the centre replaces it. */
  version: number;
  until: number;
}

const PATIENCE_MS = 15_000;

/** What the officer just did, shown at once and replaced by the centre's word. */
export class Echoes<T extends Card> {
  revision = 0;
  private readonly echoes = new Map<number, Echo<T>>();

  constructor(private readonly changed: () => void) {}

  apply(card: T): T {
    const echo = this.echoes.get(card.id);
    return echo && card.version <= echo.version ? { ...card, ...echo.patch } : card;
  }

  show(card: T, patch: Partial<T>): void {
    this.echoes.set(card.id, { patch, version: card.version, until: Date.now() + PATIENCE_MS });
    this.touch();
  }

  drop(id: number): void {
    if (this.echoes.delete(id)) this.touch();
  }

  /** Forget what the centre has answered, or has not answered for too long. */
  settle(cards: ReadonlyMap<number, T>): void {
    for (const [id, echo] of this.echoes) {
      const card = cards.get(id);
      if (!card || card.version > echo.version || Date.now() > echo.until) this.drop(id);
    }
  }

  private touch(): void {
    this.revision++;
    this.changed();
  }
}
