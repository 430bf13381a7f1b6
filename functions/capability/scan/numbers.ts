/** A list of numbers that takes eight bytes each: millions of them stay small. */
export class Numbers {
  private values = new Float64Array(1024);
  length = 0;

  push(value: number): number {
    if (this.length === this.values.length) {
      const grown = new Float64Array(2 * this.length);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.length] = value;
    this.length += 1;
    return this.length - 1;
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.values[index] = value;
  }
}
