// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.importing;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.input.SourceEvent;
import dev.eventsource.cli.input.SourceReader;
import dev.eventsource.event.Append;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.DuplicateEventException;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Appends the events of a file in its order, in batches that are stored as a whole or not at all.
 *
 * <p>It may be interrupted anywhere and started again: events that are stored are recognised by their ids. A batch
 * that is stored as a whole is answered as a retry; of one that is stored in part (the batches had another size, or
 * the file has grown) each id is looked up, and what is absent is appended.
 */
public final class Importer {

    private static final int ATTEMPTS = 5;

    private final Storage storage;
    private final int maxEvents;
    private final long maxBytes;
    private long read;
    private long added;

    public Importer(Storage storage, int maxEvents, long maxBytes) {
        this.storage = storage;
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** Imports all, calling back after every batch. */
    public void run(SourceReader reader, Consumer<Importer> afterBatch) {
        ImportBatch batch = new ImportBatch();
        for (SourceEvent event = reader.next(); event != null; event = reader.next()) {
            if (!batch.hasRoomFor(event, maxEvents, maxBytes)) {
                store(batch);
                afterBatch.accept(this);
                batch = new ImportBatch();
            }
            batch.add(event);
            read++;
        }
        store(batch);
        afterBatch.accept(this);
    }

    /** How many events of the file have been read. */
    public long read() {
        return read;
    }

    /** How many of them were new to the store. */
    public long added() {
        return added;
    }

    private void store(ImportBatch batch) {
        Set<UUID> stored = Set.of();
        for (int attempt = 1; ; attempt++) {
            List<Append> appends = batch.appends(stored);
            if (appends.isEmpty()) {
                return;
            }
            try {
                added += append(appends);
                return;
            } catch (DuplicateEventException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                stored = stored(batch);
            }
        }
    }

    private long append(List<Append> appends) {
        if (appends.size() == 1) {
            return append(storage.events(), appends);
        }
        return storage.atomically(tx -> append(tx.events(), appends));
    }

    /** What lies behind the head that was read before is new; a retry lies before it. */
    private static long append(EventStore events, List<Append> appends) {
        long head = events.head();
        long count = 0;
        for (Append append : appends) {
            AppendResult result = events.append(append);
            count += result.firstPosition() > head ? append.size() : 0;
        }
        return count;
    }

    private Set<UUID> stored(ImportBatch batch) {
        Set<UUID> stored = new HashSet<>();
        for (SourceEvent each : batch.events()) {
            Optional<RecordedEvent> found = storage.events().find(each.event().id());
            found.ifPresent(event -> {
                if (!event.stream().equals(each.stream())) {
                    throw new Failure("line " + each.line() + ": the event "
                            + each.event().id() + " is stored already, as one of stream " + event.stream() + ", not "
                            + each.stream());
                }
                stored.add(each.event().id());
            });
        }
        return stored;
    }
}
