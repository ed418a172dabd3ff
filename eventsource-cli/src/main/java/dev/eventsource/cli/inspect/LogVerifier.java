// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.inspect;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * Checks what a log promises: positions 1, 2, 3 … and versions 1, 2, 3 … of every stream without holes, ids unique,
 * {@code recordedAt} never decreasing, every payload JSON.
 *
 * <p>How it works: ids and the versions of streams are kept in compact indexes of up to a million events. A longer log
 * is walked through several times, each time for another share of ids and streams, so memory stays the same (about
 * 150 MB at most) however long the log is.
 */
public final class LogVerifier {

    private static final int SHARE = 1_000_000;

    private final EventStore events;
    private final long upTo;
    private final int shares;
    private final Findings findings = new Findings();
    private CompactIndex ids = new CompactIndex();
    private CompactIndex versions = new CompactIndex();
    private long seen;
    private long streams;
    private Instant lastRecorded = Instant.MIN;

    /** Checks the log as it is now; what is appended meanwhile is not looked at. */
    public LogVerifier(EventStore events) {
        this(events, SHARE);
    }

    LogVerifier(EventStore events, int share) {
        this.events = events;
        this.upTo = events.head();
        this.shares = Math.toIntExact(Math.max(1, (upTo + share - 1) / share));
    }

    /** How many events will be looked at, counting an event again each time. */
    public long work() {
        return upTo * shares;
    }

    /** Checks all; call it once. */
    public Verification run(LongConsumer progress) {
        for (int share = 0; share < shares; share++) {
            int current = share;
            ids = new CompactIndex();
            versions = new CompactIndex();
            LogPages.walk(
                    events,
                    EventQuery.all(),
                    0,
                    upTo,
                    event -> {
                        if (current == 0) {
                            checkPlace(event);
                        }
                        checkShare(event, current);
                        return true;
                    },
                    position -> progress.accept(current * upTo + position));
            streams += versions.size();
        }
        if (seen != upTo) {
            findings.add("the head is at position " + upTo + ", but " + seen + " events are there");
        }
        return new Verification(seen, streams, findings.count(), findings.first());
    }

    private void checkPlace(RecordedEvent event) {
        seen++;
        if (event.position() != seen) {
            findings.add("position " + event.position() + " follows on " + (seen - 1));
            seen = event.position();
        }
        if (event.recordedAt().isBefore(lastRecorded)) {
            findings.add("position " + event.position() + " was recorded at " + event.recordedAt()
                    + ", before the one in front of it");
        }
        lastRecorded = event.recordedAt();
        try {
            Payload.of(event.event().payload().json(), Integer.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            findings.add("position " + event.position() + ": " + e.getMessage());
        }
    }

    private void checkShare(RecordedEvent event, int share) {
        UUID id = event.event().id();
        if (isOf(share, id)) {
            long before = ids.put(id, event.position());
            if (before != 0) {
                findings.add("positions " + before + " and " + event.position() + " have the same id " + id);
            }
        }
        UUID stream = UUID.nameUUIDFromBytes(event.stream().toString().getBytes(StandardCharsets.UTF_8));
        if (isOf(share, stream)) {
            long before = versions.put(stream, event.version());
            if (event.version() != before + 1) {
                findings.add("position " + event.position() + ": version " + event.version() + " of stream "
                        + event.stream() + " follows on " + before);
            }
        }
    }

    private boolean isOf(int share, UUID name) {
        return shares == 1 || Math.floorMod(name.hashCode(), shares) == share;
    }
}
