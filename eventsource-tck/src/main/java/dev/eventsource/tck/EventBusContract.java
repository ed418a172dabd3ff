// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.EventBus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/**
 * What every bus promises, as tests. Whoever writes a bus extends this class once, says how to open one, and runs it with
 * JUnit. Every test uses a prefix of its own, so that all can share one broker.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class EventBusContract {

    /** What this bus can do beyond what every bus must. */
    protected abstract BusFeatures features();

    /**
     * Another bus at the same broker, with a network of its own. It is closed after the test.
     *
     * @param options with which to open it; its prefix is the test's own
     */
    protected abstract EventBus open(BusOptions options) throws Exception;

    /**
     * Ends the bus as the loss of its process would: from now on the broker hears nothing of it, whatever its threads do.
     * It is closed after that, by the test.
     */
    protected abstract void kill(EventBus bus) throws Exception;

    /** Puts this into the topic by the broker's own client, as it stands, without looking at it. */
    protected abstract void publishForeign(BusOptions options, String topic, Envelope envelope) throws Exception;

    /** Cuts all connections of all buses that are open; they can connect again at once. */
    protected void cut() throws Exception {
        throw new IllegalStateException("A bus with a broker must be able to lose its connections");
    }

    /** Ends the broker as a loss of power would and starts it again. Only called if {@link #hasBrokerOfItsOwn}. */
    protected void restartBroker() throws Exception {
        throw new IllegalStateException("A broker of the test's own can be restarted");
    }

    /** May the broker be killed, as it is nobody else's? */
    protected boolean hasBrokerOfItsOwn() {
        return false;
    }

    /** What the bus adds to this for its tests, such as shorter leases, so that dead members are noticed soon. */
    protected BusOptions adapt(BusOptions options) {
        return options;
    }

    /** How long a test waits for what must come before it fails. */
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Nested
    class Publishing extends BusPublishContract {
        Publishing() {
            super(EventBusContract.this);
        }
    }

    @Nested
    class Groups extends BusGroupContract {
        Groups() {
            super(EventBusContract.this);
        }
    }

    @Nested
    class Failing extends BusFailureContract {
        Failing() {
            super(EventBusContract.this);
        }
    }

    @Nested
    class Sharing extends BusSharingContract {
        Sharing() {
            super(EventBusContract.this);
        }
    }

    @Nested
    class LettersOfGroups extends BusLetterContract {
        LettersOfGroups() {
            super(EventBusContract.this);
        }
    }

    @Nested
    class Disturbed extends BusNetworkContract {
        Disturbed() {
            super(EventBusContract.this);
        }
    }
}
