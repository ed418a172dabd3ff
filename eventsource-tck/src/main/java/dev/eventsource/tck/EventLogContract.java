// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/**
 * What every storage promises of its log: for another way of keeping events in a storage that fulfils the whole
 * {@link StorageContract} otherwise.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
public abstract class EventLogContract extends Backend {

    @Nested
    class Appending extends AppendContract {
        Appending() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class ExpectingVersions extends VersionContract {
        ExpectingVersions() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class RecordingTime extends TimeContract {
        RecordingTime() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class AppendingSeveralStreams extends SeveralStreamsContract {
        AppendingSeveralStreams() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class AppendingAsync extends AppendAsyncContract {
        AppendingAsync() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Reading extends ReadContract {
        Reading() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Paging extends PagingContract {
        Paging() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class ReadingWhileWriting extends OrderContract {
        ReadingWhileWriting() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Querying extends QueryContract {
        Querying() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Conditions extends ConditionContract {
        Conditions() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Retrying extends RetryContract {
        Retrying() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Duplicates extends DuplicateContract {
        Duplicates() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Transactions extends AtomicallyContract {
        Transactions() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class TransactionsMisused extends AtomicallyMisuseContract {
        TransactionsMisused() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class OwnRows extends OwnRowsContract {
        OwnRows() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Tenants extends TenantContract {
        Tenants() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class WakingUp extends WakeUpContract {
        WakingUp() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class HostileInput extends HostileInputContract {
        HostileInput() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Large extends LargeContract {
        Large() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Batches extends BatchContract {
        Batches() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Modelled extends ModelContract {
        Modelled() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        Lifecycle() {
            super(EventLogContract.this);
        }
    }

    @Nested
    class SecondHandle extends SecondHandleContract {
        SecondHandle() {
            super(EventLogContract.this);
        }
    }
}
