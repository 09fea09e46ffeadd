/** A map by text that holds what was set last: past `max`, what was set longest ago goes. Made-up names must not fill the memory. */
export class RecentMap<Value> extends Map<string, Value> {
  private readonly max: number;

  constructor(max: number) {
    super();
    this.max = max;
  }

  override set(key: string, value: Value): this {
    this.delete(key);
    super.set(key, value);
    if (this.size > this.max) this.delete(this.keys().next().value ?? '');
    return this;
  }
}
