// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.store.SubjectKey;
import dev.eventsource.store.SubjectKeyStore;
import dev.eventsource.store.TenantEvents;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The keys of subjects, in a storage or in a transaction of it. */
final class InMemorySubjectKeys implements SubjectKeyStore {

    private final Rows rows;
    private final Object place;
    private final String tenant;
    private final boolean whole;

    /** Those of the whole storage, which begin with those of no tenant. */
    InMemorySubjectKeys(Rows rows, Object place) {
        this(rows, place, "", true);
    }

    private InMemorySubjectKeys(Rows rows, Object place, String tenant, boolean whole) {
        this.rows = rows;
        this.place = place;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public Optional<SubjectKey> find(String subject) {
        Owned<String> id = id(subject);
        return rows.reading(contents -> contents.subjectKeys().get(id));
    }

    @Override
    public SubjectKey create(SubjectKey.Wrapped key) {
        Owned<String> id = id(key.subject());
        return rows.writing(contents -> {
            Optional<SubjectKey> kept = contents.subjectKeys().get(id);
            if (kept.isEmpty()) {
                contents.subjectKeys().put(id, key);
            }
            return kept.orElse(key);
        });
    }

    @Override
    public boolean forget(String subject, Instant at) {
        Owned<String> id = id(subject);
        SubjectKey forgotten = new SubjectKey.Forgotten(subject, at);
        return rows.writing(contents -> {
            boolean isNew = contents.subjectKeys()
                    .get(id)
                    .filter(SubjectKey.Forgotten.class::isInstance)
                    .isEmpty();
            if (isNew) {
                contents.subjectKeys().put(id, forgotten);
            }
            return isNew;
        });
    }

    @Override
    public List<SubjectKey.Wrapped> wrappedOtherwise(String masterKey, int limit) {
        SubjectKeyStore.checkLimit(limit);
        return rows.reading(
                contents -> contents.subjectKeys().rows(id -> id.tenant().equals(tenant)).values().stream()
                        .filter(SubjectKey.Wrapped.class::isInstance)
                        .map(SubjectKey.Wrapped.class::cast)
                        .filter(key -> !key.masterKey().equals(masterKey))
                        .limit(limit)
                        .toList());
    }

    @Override
    public boolean rewrap(SubjectKey.Wrapped from, SubjectKey.Wrapped to) {
        Owned<String> id = id(SubjectKeyStore.sameSubject(from, to));
        return rows.writing(contents -> {
            boolean there = contents.subjectKeys().get(id).filter(from::equals).isPresent();
            if (there) {
                contents.subjectKeys().put(id, to);
            }
            return there;
        });
    }

    @Override
    public SortedSet<String> tenants() {
        return rows.reading(contents ->
                contents.subjectKeys().rows(id -> whole || id.tenant().equals(tenant)).keySet().stream()
                        .map(Owned::tenant)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Override
    public Object place() {
        return place;
    }

    @Override
    public SubjectKeyStore forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new InMemorySubjectKeys(rows, place, TenantEvents.checked(other), false);
    }

    private Owned<String> id(String subject) {
        return new Owned<>(tenant, SubjectKey.checkSubject(subject));
    }
}
