// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.observe.Activity;
import dev.eventsource.observe.Observer;
import dev.eventsource.observe.Observer.Fate;
import dev.eventsource.observe.Receiver;
import dev.eventsource.store.EventPage;
import java.time.Duration;
import java.util.List;

/** What an observer is told of a subscription. Costs nothing if there is none. */
final class Seen {

    private final Running running;
    private final Observer observer;
    private final Activity.Kind kind;
    private final Receiver receiver;
    private final Activity reading;

    Seen(Running running, Subscription subscription) {
        String name = subscription.id().toString();
        this.running = running;
        this.observer = running.observer();
        this.kind = subscription.delivery().kind();
        this.receiver = Receiver.subscription(name);
        this.reading = new Activity(Activity.Kind.PAGE, name, "");
    }

    /** A page is read. */
    EventPage page(Observer.Work<EventPage, RuntimeException> read) {
        return observer == Observer.NONE
                ? read.run()
                : observer.during(reading, () -> {
                    EventPage page = read.run();
                    tell(page);
                    return page;
                });
    }

    private void tell(EventPage page) {
        long behind = page.end() ? 0 : Math.max(0, running.head() - page.through());
        Duration age = page.events().isEmpty()
                ? Duration.ZERO
                : Duration.between(page.events().get(0).recordedAt(), running.now());
        observer.page(receiver, page.events().size(), behind, age.isNegative() ? Duration.ZERO : age);
    }

    /** Events are handed over. */
    void handling(List<RecordedEvent> events, Handing work) throws Exception {
        if (observer == Observer.NONE) {
            work.over();
            return;
        }
        String tenant = events.get(0).stream().tenant();
        observer.<Receiver, Exception>during(new Activity(kind, receiver.name(), tenant, List.copyOf(events)), () -> {
            work.over();
            return receiver;
        });
    }

    void taken(int partition) {
        observer.partition(receiver, partition, true);
    }

    void given(int partition) {
        observer.partition(receiver, partition, false);
    }

    void triedAgain() {
        observer.message(receiver, Fate.TRIED_AGAIN);
    }

    void dead() {
        observer.message(receiver, Fate.DEAD);
    }

    /** What is done while it is looked at. */
    @FunctionalInterface
    interface Handing {
        void over() throws Exception;
    }
}
