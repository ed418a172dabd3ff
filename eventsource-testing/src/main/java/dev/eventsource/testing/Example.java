// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandContext;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One example and its store. */
final class Example<C, S, E> {

    private final Storage storage;
    private final EventCodec codec;
    private final Aggregates.Options options;
    private final Subject<C, S, E> subject;
    private final List<Object> before = new ArrayList<>();

    private Example(Storage storage, EventCodec codec, Aggregates.Options options, Subject<C, S, E> subject) {
        this.storage = storage;
        this.codec = codec;
        this.options = options;
        this.subject = subject;
    }

    static <C, S, E> Example<C, S, E> of(
            EventCodec codec, Aggregates.Options options, Function<Aggregates, Subject<C, S, E>> subject) {
        Storage storage = new InMemoryStorage(options.clock());
        return new Example<>(storage, codec, options, subject.apply(new Aggregates(storage, codec, options)));
    }

    void happened(List<? extends E> events) {
        for (E event : events) {
            StreamId stream = subject.stream().apply(event);
            storage.events()
                    .append(
                            stream,
                            ExpectedVersion.any(),
                            List.of(Codecs.of(codec, storage, stream)
                                    .encode(
                                            event,
                                            options.ids().get(),
                                            options.clock().instant())));
        }
        before.addAll(events);
    }

    Then<C, S, E> execute(C command, CommandContext context) {
        long head = storage.events().head();
        Told told = new Told(List.copyOf(before), command);
        try {
            subject.execute().of(command, context);
        } catch (RuntimeException e) {
            return new Then<>(
                    this, told, List.of(), List.of(), () -> subject.state().apply(command), e);
        }
        List<RecordedEvent> recorded = since(head);
        List<Object> events = recorded.stream()
                .flatMap(one -> Codecs.of(codec, storage, one.stream()).decode(one).stream())
                .toList();
        before.addAll(events);
        return new Then<>(this, told, recorded, events, () -> subject.state().apply(command), null);
    }

    private List<RecordedEvent> since(long position) {
        List<RecordedEvent> found = new ArrayList<>();
        long after = position;
        EventPage page;
        do {
            page = storage.events().readAll(EventQuery.all(), after, 1_000);
            found.addAll(page.events());
            after = page.through();
        } while (!page.end());
        return List.copyOf(found);
    }
}
