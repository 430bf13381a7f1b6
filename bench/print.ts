const WIDTH = 40;

/** A table's title and columns. */
export function heading(title: string, columns: readonly string[]): void {
  console.log(`\n${title.padEnd(WIDTH)}${columns.map((column) => column.padStart(14)).join('')}`);
}

export function row(name: string, values: readonly (string | number)[]): void {
  console.log(`${name.padEnd(WIDTH)}${values.map((value) => String(value).padStart(14)).join('')}`);
}
