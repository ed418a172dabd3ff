package dev.eventsource.cli.demo;

import dev.eventsource.cli.demo.Outcome.Total;
import dev.eventsource.store.EventPage;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The read model as a map, for a store that lives in memory too. */
final class MemoryOutcomes implements OutcomeTable {

    private final Map<String, LoanOutcome> rows = new HashMap<>();
    private long position;

    @Override
    public synchronized long position() {
        return position;
    }

    @Override
    public synchronized boolean apply(EventPage page) {
        if (page.after() != position) {
            return false;
        }
        LoanOutcome.changes(page.events()).forEach((stream, change) -> rows.merge(stream, change, LoanOutcome::merge));
        position = page.through();
        return true;
    }

    @Override
    public synchronized Map<Outcome, Total> totals() {
        Map<Outcome, Total> totals = new EnumMap<>(Outcome.class);
        rows.values()
                .forEach(row -> totals.merge(
                        row.outcome(),
                        new Total(1, row.amount()),
                        (a, b) -> new Total(a.count() + b.count(), a.amount() + b.amount())));
        return totals;
    }
}
