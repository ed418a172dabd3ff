package dev.eventsource.store;

/** The view of one tenant, on any storage; for backends. */
public final class TenantStorage implements Storage {

    private final Storage storage;
    private final String tenant;

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
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return storage.atomically(joined -> work.in(new TenantStorage(joined, tenant)));
    }

    @Override
    public Storage forTenant(String other) {
        TenantEvents.checkSame(tenant, other);
        return this;
    }

    @Override
    public void close() {}
}
