// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.Optional;

/** The view of one tenant, on any storage; for backends. */
public final class TenantStorage implements Storage {

    private final Storage storage;
    private final String tenant;

    /** @param storage of all tenants; closing the view leaves it open */
    public TenantStorage(Storage storage, String tenant) {
        this.storage = storage;
        this.tenant = TenantEvents.checked(tenant);
    }

    @Override
    public EventStore events() {
        return new TenantEvents(storage.events(), tenant);
    }

    @Override
    public DocumentStore documents() {
        return storage.documents().forTenant(tenant);
    }

    @Override
    public SnapshotStore snapshots() {
        return storage.snapshots().forTenant(tenant);
    }

    @Override
    public CheckpointStore checkpoints() {
        return storage.checkpoints().forTenant(tenant);
    }

    @Override
    public Leases leases() {
        return storage.leases().forTenant(tenant);
    }

    @Override
    public DeadLetterQueue deadLetters() {
        return storage.deadLetters().forTenant(tenant);
    }

    @Override
    public Deduplication deduplication() {
        return storage.deduplication().forTenant(tenant);
    }

    @Override
    public OperationStore operations() {
        return storage.operations().forTenant(tenant);
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return storage.atomically(joined -> work.in(new TenantStorage(joined, tenant)));
    }

    @Override
    public Storage forTenant(String other) {
        TenantEvents.checkSame(tenant, other);
        return this;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return unwrap(type, tenant, this, storage);
    }

    /** {@link #unwrap(Class, Storage, Storage)} for the view of a tenant, which says so. */
    public static <T> Optional<T> unwrap(Class<T> type, String tenant, Storage view, Storage behind) {
        if (type == View.class) {
            return Optional.of(type.cast(View.of(behind).in(tenant)));
        }
        Optional<T> found = unwrap(type, view, behind);
        return found.isPresent() && found.get() instanceof PerTenant<?> all
                ? Optional.of(type.cast(all.forTenant(tenant)))
                : found;
    }

    /**
     * What a view offers: itself, and what the storage behind it has, unless it is one that sees more.
     */
    public static <T> Optional<T> unwrap(Class<T> type, Storage view, Storage behind) {
        if (type.isInstance(view)) {
            return Optional.of(type.cast(view));
        }
        return behind.unwrap(type).filter(found -> !(found instanceof Storage) && !(found instanceof EventStore));
    }

    @Override
    public void close() {}
}
