// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import org.junit.jupiter.api.Nested;

/** Read models beside the plain asynchronous one. */
abstract class ReadModelContracts {

    private final Backend contract;

    ReadModelContracts(Backend contract) {
        this.contract = contract;
    }

    @Nested
    class Rebuilding extends RebuildContract {
        Rebuilding() {
            super(ReadModelContracts.this.contract);
        }
    }

    @Nested
    class ProjectingInline extends InlineContract {
        ProjectingInline() {
            super(ReadModelContracts.this.contract);
        }
    }

    @Nested
    class Replaying extends ReplayContract {
        Replaying() {
            super(ReadModelContracts.this.contract);
        }
    }

    @Nested
    class HandlingOnce extends DeduplicatedContract {
        HandlingOnce() {
            super(ReadModelContracts.this.contract);
        }
    }
}
