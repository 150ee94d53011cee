import { filterChanges } from './changes-filter.ts';
import { offerSummary } from './copy-summary.ts';
import { markCurrentSection } from './current-section.ts';
import { readCurves } from './curve-readout.ts';
import { followDetails } from './open-details.ts';
import { PageView } from './page-view.ts';
import { offerPrinting } from './printing.ts';
import { offerSearch } from './search/search-field.ts';
import { followSections } from './sections.ts';
import { showTimeline } from './timeline/show-timeline.ts';

const page = new PageView();
filterChanges(page);
followDetails(page);
offerSearch(page);
readCurves();
offerSummary();
markCurrentSection();
void showTimeline(page).then((timeline) => {
  offerPrinting(timeline);
  followSections(page);
  page.arrive();
});
