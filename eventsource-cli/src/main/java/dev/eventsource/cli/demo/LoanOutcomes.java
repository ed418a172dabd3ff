// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import static java.util.stream.Collectors.toMap;

import dev.eventsource.cli.demo.Outcome.Total;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.projection.Documents;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Batch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The read model: a document for each loan application, in any store. */
public final class LoanOutcomes {

    /** Its first version. */
    public static final ReadModel MODEL = ReadModel.named("loan-outcomes").keeping("loan-outcomes");

    /** Loan applications, but for those of tenants. */
    static final EventQuery LOANS = EventQuery.all().inTenant("").inCategory("loan");

    private static final int BATCH = 1000;
    private static final JacksonStateCodec<LoanOutcome> CODEC = new JacksonStateCodec<>(LoanOutcome.class);

    private LoanOutcomes() {}

    /** What builds a version of it. */
    public static Projection projection(ReadModel model) {
        return projection(model, events -> {});
    }

    /**
     * The same.
     *
     * @param handled told of events whose documents are written, but not yet committed
     */
    static Projection projection(ReadModel model, Consumer<List<RecordedEvent>> handled) {
        return Projection.ofBatches(model, LOANS, BATCH, batch -> {
            apply(model, batch);
            handled.accept(batch.events());
        });
    }

    /** What the documents add up to. */
    static Map<Outcome, Total> totals(ReadModel model, Storage storage) {
        Documents<LoanOutcome> documents = documents(model, storage);
        Map<Outcome, Total> totals = new EnumMap<>(Outcome.class);
        List<Documents.Entry<LoanOutcome>> page;
        int seen = 0;
        do {
            page = documents.find(
                    DocumentQuery.all().limit(DocumentQuery.MAX_LIMIT).offset(seen));
            for (Documents.Entry<LoanOutcome> entry : page) {
                totals.merge(
                        entry.content().outcome(), new Total(1, entry.content().amount()), Total::plus);
            }
            seen += page.size();
        } while (page.size() == DocumentQuery.MAX_LIMIT);
        return totals;
    }

    private static void apply(ReadModel model, Batch batch) {
        Map<String, LoanOutcome> changes = LoanOutcome.changes(batch.events());
        if (changes.isEmpty()) {
            return;
        }
        Documents<LoanOutcome> documents = documents(model, batch.storage());
        Map<String, LoanOutcome> before = documents.many(new ArrayList<>(changes.keySet())).stream()
                .collect(toMap(Documents.Entry::key, Documents.Entry::content));
        changes.forEach((loan, change) -> {
            LoanOutcome was = before.get(loan);
            LoanOutcome is = was == null ? change : was.merge(change);
            if (!is.equals(was)) {
                documents.put(loan, is, ExpectedVersion.any());
            }
        });
    }

    private static Documents<LoanOutcome> documents(ReadModel model, Storage storage) {
        return new Documents<>(storage, model.collection("loan-outcomes"), CODEC);
    }
}
