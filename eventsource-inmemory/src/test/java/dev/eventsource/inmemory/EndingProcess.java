// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Runs a subscription until it is ended; its handler takes as many milliseconds an event as the argument says; 0 closes it at once. */
final class EndingProcess {

    private EndingProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        sayWhatIsLogged();
        long millis = Long.parseLong(arguments[0]);
        Storage storage = new InMemoryStorage();
        storage.events().append(StreamId.of("loan", "1"), ExpectedVersion.any(), List.of(opened(), opened(), opened()));
        CountDownLatch never = new CountDownLatch(1);
        Running running = Running.on(storage).closeOnShutdown().closeOnShutdown(Duration.ofMillis(1500));
        if (millis == 0) {
            running.close();
            running.closeOnShutdown();
            say("closed");
            never.await();
        }
        running.start(Subscription.of("outcomes", EventQuery.all(), Delivery.atLeastOnce(delivered -> {
            say("begun " + delivered.recorded().position());
            never.await(millis, TimeUnit.MILLISECONDS);
            say("handled " + delivered.recorded().position());
        })));
        never.await();
    }

    private static EventData opened() {
        return EventData.of(UUID.randomUUID(), "Opened", Instant.EPOCH, Payload.of("{}"));
    }

    private static synchronized void say(String text) {
        System.out.println(text);
        System.out.flush();
    }

    private static void sayWhatIsLogged() {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                say(event.getLevel() + " " + event.getFormattedMessage());
            }
        };
        appender.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Running.class);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(appender);
    }
}
