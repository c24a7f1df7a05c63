/** What a term says that few have. As search engines weigh it: Robertson and Spärck Jones, "Relevance weighting of search terms" (1976). */
export function rarity(holders: number, all: number): number {
  return Math.log(1 + (all - holders + 0.5) / (holders + 0.5))
}
