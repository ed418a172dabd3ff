package dev.eventsource.tck;

import org.junit.jupiter.api.Nested;

/** The part of {@link StorageContract} in which processes die. */
abstract class MortalSuites extends Backend {

    @Nested
    class DyingSubscribers extends MortalContract {
        DyingSubscribers() {
            super((StorageContract) MortalSuites.this);
        }
    }

    @Nested
    class FuzzedSubscribers extends FuzzContract {
        FuzzedSubscribers() {
            super((StorageContract) MortalSuites.this);
        }
    }
}
