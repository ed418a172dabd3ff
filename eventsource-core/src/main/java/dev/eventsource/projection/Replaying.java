// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.projection;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Failures;
import dev.eventsource.handling.Handler;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.Storage;
import java.util.ArrayList;
import java.util.List;

/** One run of {@link Projections#replay}. */
final class Replaying {

    private static final int PAGE = 500;

    private final Storage storage;
    private final Replay which;
    private final Handler<Delivered> handler;
    private final String consumer;
    private final List<Replay.Failure> failures = new ArrayList<>();
    private long applied;
    private long repeated;
    private long failed;

    /** @param consumer under which is remembered what was applied; "" for not at all */
    Replaying(Storage storage, Replay which, Handler<Delivered> handler, String consumer) {
        this.storage = storage;
        this.which = which;
        this.handler = handler;
        this.consumer = consumer;
    }

    Replay.Report run() throws InterruptedException {
        long end = Math.min(which.through(), storage.events().head());
        long done = which.after();
        while (done < end) {
            EventPage page = storage.events().readAll(which.query(), done, PAGE);
            for (RecordedEvent event : page.events()) {
                if (event.position() > end) {
                    break;
                }
                if (!handle(event) && which.strict()) {
                    return report(event.position() - 1);
                }
            }
            done = Math.min(end, page.through());
        }
        return report(done);
    }

    private Replay.Report report(long lastPosition) {
        return new Replay.Report(applied, repeated, failed, failures, lastPosition);
    }

    private boolean handle(RecordedEvent event) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            storage.<Boolean, Exception>atomically(tx -> {
                apply(event, tx);
                return true;
            });
            applied++;
        } catch (Rehearsed e) {
            applied++;
        } catch (Repeated e) {
            repeated++;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            if (!Failures.canBeHandled(e)) {
                throw (Error) e;
            }
            failed++;
            if (failures.size() < Replay.MAX_FAILURES) {
                failures.add(new Replay.Failure(event.position(), event.event().id(), e.toString()));
            }
            return false;
        }
        return true;
    }

    private void apply(RecordedEvent event, Storage tx) throws Exception {
        if (!consumer.isEmpty()
                && !tx.deduplication().remember(consumer, event.event().id())) {
            throw new Repeated();
        }
        handler.handle(new Delivered(event, tx));
        if (which.dry()) {
            throw new Rehearsed();
        }
    }

    /** Rolls back what a rehearsal did. */
    private static final class Rehearsed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Rehearsed() {
            super("a rehearsal", null, false, false);
        }
    }

    /** It was applied before. */
    private static final class Repeated extends RuntimeException {
        private static final long serialVersionUID = 1;

        Repeated() {
            super("a repetition", null, false, false);
        }
    }
}
