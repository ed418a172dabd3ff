// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.EventBus;
import dev.eventsource.handling.Failures;
import dev.eventsource.inmemory.InMemoryEventBus;
import dev.eventsource.tck.BusFeatures;
import dev.eventsource.tck.EventBusContract;
import java.time.Duration;
import java.util.Set;

/** Not run by itself: {@link BusSabotageTest} does. */
class SabotagedBusContract extends EventBusContract {

    static volatile BusSabotage sabotage = BusSabotage.LOSES_SOME;

    private static final InMemoryEventBus BUS = new InMemoryEventBus();

    @Override
    protected BusFeatures features() {
        return new BusFeatures(true, false);
    }

    @Override
    protected EventBus open(BusOptions options) {
        return new SabotagedBus(BUS.another(InMemoryEventBus.Options.DEFAULT.withBus(changed(options))), sabotage);
    }

    private static BusOptions changed(BusOptions options) {
        return switch (sabotage) {
            case TAKES_ANY_SIZE -> options.withMaxMessageBytes(Integer.MAX_VALUE);
            case GIVES_UP_WHAT_IS_HELD -> options.withExhausted(BusOptions.Exhausted.DEAD_LETTER);
            case DOES_NOT_DRAIN -> options.withDrain(Duration.ZERO);
            case HOLDS_ANY_NUMBER -> options.withInFlight(100_000);
            case COUNTS_OUTAGES ->
                options.withRetry(options.retry()
                        .withFailures(new Failures(Set.of(Exception.class), Set.of(), Set.of(), Set.of())));
            default -> options;
        };
    }

    @Override
    protected void kill(EventBus bus) {
        throw new IllegalStateException("no sabotage needs this");
    }

    @Override
    protected void publishForeign(BusOptions options, String topic, Envelope envelope) {
        throw new IllegalStateException("no sabotage needs this");
    }

    @Override
    protected Duration patience() {
        return Duration.ofSeconds(2);
    }
}
