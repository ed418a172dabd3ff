// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.SnapshotPolicy;
import dev.eventsource.aggregate.Snapshots;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.util.List;

/** A way of reading a stream, deciding, and appending to it by the library. */
enum Cycling {

    /** Events as they are stored, nothing decoded: what the repository can reach at best. */
    STORE("read and append") {
        @Override
        Writers.Opener on(Storage storage, Workload workload) {
            EventStore events = storage.events();
            return writer -> number -> {
                StreamId stream = stream(workload, writer, number);
                List<RecordedEvent> history = events.read(stream, 0, 500);
                events.append(
                        stream,
                        ExpectedVersion.exactly(history.size()),
                        List.<EventData>copyOf(workload.appendsByWriter()
                                .get(writer)
                                .get(number)
                                .writes()
                                .get(0)
                                .events()));
            };
        }
    },

    REPOSITORY("AggregateRepository") {
        @Override
        Writers.Opener on(Storage storage, Workload workload) {
            return executing(loans(storage), workload);
        }
    },

    SNAPSHOTS("AggregateRepository, a snapshot every 10 events") {
        @Override
        Writers.Opener on(Storage storage, Workload workload) {
            return executing(
                    loans(storage)
                            .with(Snapshots.of(
                                    new JacksonStateCodec<>(LoanFile.State.class), SnapshotPolicy.every(10))),
                    workload);
        }
    };

    private final String label;

    Cycling(String label) {
        this.label = label;
    }

    abstract Writers.Opener on(Storage storage, Workload workload);

    private static AggregateRepository<LoanFile.Note, Aggregate<LoanFile.State>> loans(Storage storage) {
        return new Aggregates(storage, LoanFile.CODEC).of("loan", LoanFile.LoanEvent.class, new LoanFile());
    }

    private static Writers.Opener executing(
            AggregateRepository<LoanFile.Note, Aggregate<LoanFile.State>> loans, Workload workload) {
        LoanFile.Note note = new LoanFile.Note("", "10863");
        return writer ->
                number -> loans.execute(stream(workload, writer, number).key(), note);
    }

    private static StreamId stream(Workload workload, int writer, int number) {
        return workload.appendsByWriter().get(writer).get(number).writes().get(0).stream();
    }

    @Override
    public String toString() {
        return label;
    }
}
