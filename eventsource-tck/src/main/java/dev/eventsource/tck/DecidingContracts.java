// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import org.junit.jupiter.api.Nested;

/** Whatever decides on what happened. */
abstract class DecidingContracts {

    private final Backend contract;

    DecidingContracts(Backend contract) {
        this.contract = contract;
    }

    @Nested
    class ByAggregates extends AggregateContract {
        ByAggregates() {
            super(DecidingContracts.this.contract);
        }
    }

    @Nested
    class ByAggregatesTogether extends AggregateRaceContract {
        ByAggregatesTogether() {
            super(DecidingContracts.this.contract);
        }
    }

    @Nested
    class ByTags extends DecisionContract {
        ByTags() {
            super(DecidingContracts.this.contract);
        }
    }

    @Nested
    class ReadingOldEvents extends EvolutionContract {
        ReadingOldEvents() {
            super(DecidingContracts.this.contract);
        }
    }

    @Nested
    class KeepingSnapshots extends SnapshotContract {
        KeepingSnapshots() {
            super(DecidingContracts.this.contract);
        }
    }

    @Nested
    class BySnapshots extends SnapshottingContract {
        BySnapshots() {
            super(DecidingContracts.this.contract);
        }
    }

    @Nested
    class EscapingFromATenant extends TenantEscapeContract {
        EscapingFromATenant() {
            super(DecidingContracts.this.contract);
        }
    }
}
