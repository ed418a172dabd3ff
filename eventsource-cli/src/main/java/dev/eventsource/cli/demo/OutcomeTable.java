package dev.eventsource.cli.demo;

import dev.eventsource.cli.demo.Outcome.Total;
import dev.eventsource.store.EventPage;
import java.util.Map;

/** The read model: a row for each application, and the position of the log up to which the rows are right. */
interface OutcomeTable {

    long position();

    /**
     * Brings the rows and the position from the page's beginning to its end, together.
     *
     * @return false if the position was another than the page's beginning; then nothing has changed
     */
    boolean apply(EventPage page);

    /** What the rows add up to. */
    Map<Outcome, Total> totals();
}
