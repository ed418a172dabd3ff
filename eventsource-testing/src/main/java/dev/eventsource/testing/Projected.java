// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.StateCodec;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Handler;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.projection.Documents;
import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Batch;
import dev.eventsource.subscription.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What a projection has made of events; a difference is an {@link AssertionError}. See {@link ProjectionSpecification}. */
public final class Projected {

    private final Storage storage;
    private final EventCodec codec;
    private final Subscription subscription;
    private final UnaryOperator<String> collections;
    private final List<String> given = new ArrayList<>();

    Projected(Storage storage, EventCodec codec, Subscription subscription, UnaryOperator<String> collections) {
        this.storage = storage;
        this.codec = codec;
        this.subscription = subscription;
        this.collections = collections;
    }

    /** Then these events have happened, in this stream. */
    public Projected and(String stream, Object... events) {
        StreamId id = StreamId.parse(stream);
        for (Object event : events) {
            EventData data = event instanceof EventData stored
                    ? stored
                    : Codecs.of(codec, storage, id).encode(event, EventIds.next(), Instant.now());
            given.add(id + "  " + (event instanceof EventData ? data.type() : event));
            long position = storage.events()
                    .append(id, ExpectedVersion.any(), List.of(data))
                    .lastPosition();
            handle(storage.events()
                    .readAll(subscription.query(), position - 1, 1)
                    .events());
        }
        return this;
    }

    /** There is this document, with this content. */
    public Projected thenDocument(String collection, String key, Object expected) {
        return thenDocument(collection, key, expected, new JacksonStateCodec<>(expected.getClass()));
    }

    /** The same, where documents of the collection are read by this codec: with personal data, or a mapper of one's own. */
    public Projected thenDocument(String collection, String key, Object expected, StateCodec<?> documents) {
        Object actual = new Documents<>(storage, collections.apply(collection), documents)
                .get(key)
                .<Object>map(Documents.Entry::content)
                .orElseThrow(() -> failure("There is no document " + collection + "/" + key + "; there "
                        + (keys(collection).isEmpty() ? "are none" : "is " + String.join(", ", keys(collection)))));
        if (!actual.equals(expected)) {
            throw failure("Document " + collection + "/" + key + " is another than expected:\n"
                    + Difference.of(expected, actual));
        }
        return this;
    }

    /** There is no such document. */
    public Projected thenNoDocument(String collection, String key) {
        Optional<Document> found = storage.documents().get(collections.apply(collection), key);
        found.ifPresent(document -> {
            throw failure("There was to be no document " + collection + "/" + key + ", and there is one:\n+ "
                    + document.content().json());
        });
        return this;
    }

    /** There are exactly these documents, by key. */
    public Projected thenDocuments(String collection, Map<String, ?> expected) {
        if (!keys(collection).equals(expected.keySet())) {
            throw failure("Collection " + collection + " has other documents than expected:\n- "
                    + new TreeSet<>(expected.keySet()) + "\n+ " + keys(collection));
        }
        expected.forEach((key, content) -> thenDocument(collection, key, content));
        return this;
    }

    /** Whatever else is to be looked at: rows, or what handlers have done elsewhere. */
    public Projected then(Handler<Storage> look) throws Exception {
        look.handle(storage);
        return this;
    }

    private void handle(List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            try {
                storage.<Boolean, Exception>atomically(tx -> {
                    subscription.delivery().handler().handle(new Batch(List.of(event), tx));
                    return true;
                });
            } catch (Exception e) {
                throw new AssertionError(subscription.id() + " has failed with " + e + "\n\n" + this + "   (here)", e);
            }
        }
    }

    private SortedSet<String> keys(String collection) {
        SortedSet<String> keys = new TreeSet<>();
        storage.documents()
                .find(collections.apply(collection), DocumentQuery.all().limit(DocumentQuery.MAX_LIMIT))
                .forEach(document -> keys.add(document.key()));
        return keys;
    }

    private AssertionError failure(String what) {
        return new AssertionError(what + "\n\n" + this);
    }

    /** The events, one a line. */
    @Override
    public String toString() {
        return "given  " + String.join("\n       ", given);
    }
}
