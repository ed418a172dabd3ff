// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.personal;

import dev.eventsource.codec.SubjectForgotten;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubjectKey;
import dev.eventsource.store.SubjectKeyStore;
import dev.eventsource.store.View;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Makes the personal data of a subject unreadable wherever it is, by removing its key. Needs no master key. Of whose tenant
 * the storage is a view, of that the subject is; other tenants may know a subject by the same id. Thread-safe.
 *
 * <p>Others that remember keys know it within a minute. What was read before is theirs.
 */
public final class Forgetting {

    /** The category of the streams that say who was forgotten; the key is the subject's id. */
    public static final String CATEGORY = "subject";

    private static final int PAGE = 1_000;

    private final Storage storage;
    private final Clock clock;

    /** By the clock of this machine. */
    public Forgetting(Storage storage) {
        this(storage, Clock.systemUTC());
    }

    /** @param clock for when it was */
    public Forgetting(Storage storage, Clock clock) {
        this.storage = storage;
        this.clock = clock;
    }

    /**
     * Forgets a subject: its key is removed, it never gets one again, and {@link SubjectForgotten} is appended to its
     * stream, all of it or nothing. To forget it again is harmless.
     *
     * @return whether this was new
     */
    public boolean forget(String subject) {
        SubjectKey.checkSubject(subject);
        Instant now = clock.instant();
        return storage.<Boolean, RuntimeException>atomically(tx -> {
            boolean isNew = SubjectKeyStore.of(tx).forget(subject, now);
            // The same id each time: to append it again changes nothing.
            StreamId stream = StreamId.of(CATEGORY, subject).in(View.of(tx).tenant());
            EventData event =
                    EventData.of(EventIds.derived(stream, "forgotten"), SubjectForgotten.TYPE, now, payload(subject));
            tx.events().append(stream, ExpectedVersion.any(), List.of(event));
            return isNew;
        });
    }

    /**
     * Forgets again all of whom the log says so, of all tenants that this storage shows: after keys were restored from a
     * backup that is older than their removal, and before anything else runs. Who was forgotten after the log's own last
     * event is not in it.
     *
     * @return how many that were
     */
    public long replay() {
        SubjectKeyStore keys = SubjectKeyStore.of(storage);
        EventQuery query = EventQuery.all().ofType(SubjectForgotten.TYPE);
        long count = 0;
        long through = 0;
        EventPage page;
        do {
            page = storage.events().readAll(query, through, PAGE);
            for (RecordedEvent recorded : page.events()) {
                count += isOwn(recorded) && forgetAgain(keys, recorded) ? 1 : 0;
            }
            through = page.through();
        } while (!page.end());
        return count;
    }

    private static boolean forgetAgain(SubjectKeyStore keys, RecordedEvent recorded) {
        StreamId stream = recorded.stream();
        return keys.forTenant(stream.tenant())
                .forget(stream.key(), recorded.event().occurredAt());
    }

    private static boolean isOwn(RecordedEvent recorded) {
        return recorded.stream().category().equals(CATEGORY);
    }

    /** An id has no control characters: only two others must be escaped. */
    private static Payload payload(String subject) {
        return Payload.of("{\"subject\":\"" + subject.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}");
    }
}
