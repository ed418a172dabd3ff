package dev.eventsource.tck;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/**
 * What every storage promises, as tests. Whoever writes a storage extends this class once, says how to open one, and
 * runs it with JUnit:
 *
 * <pre>{@code
 * class SqliteStorageContractTest extends StorageContract {
 *     private int opened;
 *
 *     @TempDir
 *     private Path folder;
 *
 *     @Override
 *     protected Storage open() {
 *         return new SqliteStorage(folder.resolve("events" + ++opened + ".db"));
 *     }
 * }
 * }</pre>
 *
 * <p>Every test opens a storage of its own and closes it. Random tests name their seed when they fail; the system
 * property {@code eventsource.tck.seed} repeats one.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class StorageContract extends MortalSuites {

    @Nested
    class Appending extends AppendContract {
        Appending() {
            super(StorageContract.this);
        }
    }

    @Nested
    class ExpectingVersions extends VersionContract {
        ExpectingVersions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class RecordingTime extends TimeContract {
        RecordingTime() {
            super(StorageContract.this);
        }
    }

    @Nested
    class AppendingSeveralStreams extends SeveralStreamsContract {
        AppendingSeveralStreams() {
            super(StorageContract.this);
        }
    }

    @Nested
    class AppendingAsync extends AppendAsyncContract {
        AppendingAsync() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Reading extends ReadContract {
        Reading() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Paging extends PagingContract {
        Paging() {
            super(StorageContract.this);
        }
    }

    @Nested
    class ReadingWhileWriting extends OrderContract {
        ReadingWhileWriting() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Querying extends QueryContract {
        Querying() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Conditions extends ConditionContract {
        Conditions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Retrying extends RetryContract {
        Retrying() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Duplicates extends DuplicateContract {
        Duplicates() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Transactions extends AtomicallyContract {
        Transactions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class TransactionsMisused extends AtomicallyMisuseContract {
        TransactionsMisused() {
            super(StorageContract.this);
        }
    }

    @Nested
    class OwnRows extends OwnRowsContract {
        OwnRows() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Tenants extends TenantContract {
        Tenants() {
            super(StorageContract.this);
        }
    }

    @Nested
    class WakingUp extends WakeUpContract {
        WakingUp() {
            super(StorageContract.this);
        }
    }

    @Nested
    class HostileInput extends HostileInputContract {
        HostileInput() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Large extends LargeContract {
        Large() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Batches extends BatchContract {
        Batches() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Modelled extends ModelContract {
        Modelled() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Documents extends DocumentContract {
        Documents() {
            super(StorageContract.this);
        }
    }

    @Nested
    class DocumentQueries extends DocumentQueryContract {
        DocumentQueries() {
            super(StorageContract.this);
        }
    }

    @Nested
    class HostileDocuments extends DocumentHostileContract {
        HostileDocuments() {
            super(StorageContract.this);
        }
    }

    @Nested
    class DocumentsInTransactions extends DocumentTransactionContract {
        DocumentsInTransactions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class DocumentsOfTenants extends DocumentTenantContract {
        DocumentsOfTenants() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Checkpoints extends CheckpointContract {
        Checkpoints() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SubscriptionControl extends SubscriptionControlContract {
        SubscriptionControl() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Leasing extends LeaseContract {
        Leasing() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Zombies extends ZombieContract {
        Zombies() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SubscriptionRaces extends SubscriptionRaceContract {
        SubscriptionRaces() {
            super(StorageContract.this);
        }
    }

    @Nested
    class DeadLetters extends DeadLetterContract {
        DeadLetters() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Deduplicating extends DeduplicationContract {
        Deduplicating() {
            super(StorageContract.this);
        }
    }

    @Nested
    class HostileSubscriptions extends SubscriptionHostileContract {
        HostileSubscriptions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SubscriptionsOfTenants extends SubscriptionTenantContract {
        SubscriptionsOfTenants() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SubscriptionLifecycle extends SubscriptionLifecycleContract {
        SubscriptionLifecycle() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        Lifecycle() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SecondHandle extends SecondHandleContract {
        SecondHandle() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Subscribing extends SubscribingContract {
        Subscribing() {
            super(StorageContract.this);
        }
    }

    @Nested
    class DisturbedSubscriptions extends SubscriptionDisturbedContract {
        DisturbedSubscriptions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class FailingSubscriptions extends SubscriptionFailureContract {
        FailingSubscriptions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class CrashingSubscriptions extends SubscriptionCrashContract {
        CrashingSubscriptions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SharingSubscriptions extends SubscriptionSharingContract {
        SharingSubscriptions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class BuildingReadModels extends ProjectionContract {
        BuildingReadModels() {
            super(StorageContract.this);
        }
    }

    @Nested
    class KeepingReadModels extends ReadModelContracts {
        KeepingReadModels() {
            super(StorageContract.this);
        }
    }

    @Nested
    class KeysOfSubjects extends SubjectKeyContract {
        KeysOfSubjects() {
            super(StorageContract.this);
        }
    }

    @Nested
    class KeepingPersonalData extends PersonalDataContract {
        KeepingPersonalData() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Deciding extends DecidingContracts {
        Deciding() {
            super(StorageContract.this);
        }
    }
}
