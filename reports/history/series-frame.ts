/** Where things stand in the picture of a series, in its own units: a pixel each at the page's full width. */
export const WIDTH = 1180;
/** The newest night is what people come for: words and numbers stand behind it, where a narrow window shows them. */
export const RIGHT = 108;
export const LEFT = 14;
export const PLOT_HEIGHT = 170;
export const LANE_HEIGHT = 16;
/** Of the line in which a night says its value when it is pointed at. */
export const READOUT_HEIGHT = 18;
/** Between the plot and the lines below it, where its lowest number ends. */
export const LANES_GAP = 8;
/** Of the dates below. */
export const DATES_HEIGHT = 20;
export const RIGHT_EDGE = WIDTH - RIGHT;
