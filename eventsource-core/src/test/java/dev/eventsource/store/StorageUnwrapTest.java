// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class StorageUnwrapTest {

    private final Disk disk = new Disk();

    @Test
    void a_storage_is_what_it_is_and_offers_nothing_else() {
        Plain plain = new Plain();

        assertThat(plain.unwrap(Storage.class)).containsSame(plain);
        assertThat(plain.unwrap(Plain.class)).containsSame(plain);
        assertThat(plain.unwrap(Disk.class)).isEmpty();
        assertThat(plain.unwrap(Thread.class)).isEmpty();
    }

    @Test
    void a_tenants_view_offers_what_the_storage_behind_it_has() {
        assertThat(new TenantStorage(disk, "acme").unwrap(Thread.class)).containsSame(disk.spin);
    }

    @Test
    void a_tenants_view_gives_away_nothing_that_sees_other_tenants() {
        Storage view = new TenantStorage(disk, "acme");

        assertThat(view.unwrap(Storage.class)).containsSame(view);
        assertThat(view.unwrap(Disk.class)).isEmpty();
        assertThat(view.unwrap(Plain.class)).isEmpty();
        assertThat(view.unwrap(EventStore.class)).isEmpty();
    }

    private static class Plain extends NoStorage {}

    private static final class Disk extends Plain {
        private final Thread spin = new Thread();
        private final EventStore events = new TenantEvents(null, "other");

        @Override
        public <T> Optional<T> unwrap(Class<T> type) {
            if (type == EventStore.class) {
                return Optional.of(type.cast(events));
            }
            return type == Thread.class ? Optional.of(type.cast(spin)) : super.unwrap(type);
        }
    }
}
