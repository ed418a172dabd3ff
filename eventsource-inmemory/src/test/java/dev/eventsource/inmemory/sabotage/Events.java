// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Sound events; a saboteur overrides a method, or changes what is appended or read. */
class Events implements EventStore {

    final EventStore sound;

    Events(EventStore sound) {
        this.sound = sound;
    }

    /** What is really appended. */
    Append changed(Append append) {
        return append;
    }

    /** What is read instead. */
    RecordedEvent changed(RecordedEvent event) {
        return event;
    }

    @Override
    public AppendResult append(Append append) {
        return sound.append(changed(append));
    }

    @Override
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        return sound.appendAsync(changed(append));
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
        return changed(sound.read(stream, afterVersion, limit));
    }

    @Override
    public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) {
        return changed(sound.readBackwards(stream, beforeVersion, limit));
    }

    @Override
    public EventPage readAll(EventQuery query, long afterPosition, int limit) {
        EventPage page = sound.readAll(query, afterPosition, limit);
        return new EventPage(page.after(), page.through(), page.end(), changed(page.events()));
    }

    @Override
    public Optional<RecordedEvent> find(UUID eventId) {
        return sound.find(eventId).map(this::changed);
    }

    @Override
    public long head() {
        return sound.head();
    }

    @Override
    public Registration onAppend(Runnable wakeUp) {
        return sound.onAppend(wakeUp);
    }

    private List<RecordedEvent> changed(List<RecordedEvent> events) {
        return events.stream().map(this::changed).toList();
    }
}
