// The page may replace them later; we keep to what was there before us.
export const { now } = Date;
export const { stringify } = JSON;
