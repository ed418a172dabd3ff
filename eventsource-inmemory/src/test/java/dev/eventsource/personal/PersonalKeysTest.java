// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.personal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.codec.SubjectForgottenException;
import dev.eventsource.codec.SubjectKeyException;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.SubjectKey;
import dev.eventsource.store.SubjectKeyStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

/** How keys are remembered, and what master keys are. */
class PersonalKeysTest {

    private static final MasterKeys MASTER = MasterKeys.of("2011", new byte[32]);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final Storage storage = new InMemoryStorage();
    private boolean down;
    private Runnable meanwhile = () -> {};

    private PersonalKeys keys(PersonalKeys.Options options) {
        return new PersonalKeys(counting(), MASTER, options, nanos::get);
    }

    /** The storage, whose keys are counted when they are looked for, and may not answer. */
    private Storage counting() {
        return (Storage) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("unwrap") && arguments[0] == SubjectKeyStore.class) {
                        return Optional.of(counting(SubjectKeyStore.of(storage)));
                    }
                    return method.invoke(storage, arguments);
                });
    }

    private SubjectKeyStore counting(SubjectKeyStore sound) {
        return (SubjectKeyStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SubjectKeyStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("find")) {
                        looks.incrementAndGet();
                        if (down) {
                            throw new StorageException("the keys cannot be reached");
                        }
                    }
                    try {
                        Object result = method.invoke(sound, arguments);
                        if (method.getName().equals("find")) {
                            meanwhile.run();
                        }
                        return result instanceof SubjectKeyStore view ? counting(view) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void a_key_is_looked_for_once_a_minute() {
        PersonalKeys keys = keys(PersonalKeys.Options.DEFAULT);
        var key = keys.forSealing("", "ada");
        assertThat(keys.forSealing("", "ada")).isSameAs(key);
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(keys.forOpening("", "ada")).containsSame(key);
        assertThat(looks).hasValue(1);

        nanos.addAndGet(1);

        assertThat(keys.forOpening("", "ada")).contains(key);
        assertThat(looks).hasValue(2);
    }

    @Test
    void what_another_process_forgets_is_forgotten_here_a_minute_later_and_what_this_one_forgets_at_once() {
        PersonalKeys keys = keys(PersonalKeys.Options.DEFAULT);
        keys.forSealing("", "ada");
        keys.forSealing("acme", "ada");

        new Forgetting(storage).forget("ada");
        keys.forget("acme", "ada");

        assertThat(keys.forOpening("acme", "ada")).isEmpty();
        assertThat(keys.isForgotten("acme", "ada")).isTrue();
        assertThat(keys.forOpening("", "ada")).isPresent();
        nanos.addAndGet(Duration.ofSeconds(60).toNanos() + 1);
        assertThat(keys.forOpening("", "ada")).isEmpty();
        assertThat(keys.isForgotten("", "ada")).isTrue();
        assertThatExceptionOfType(SubjectForgottenException.class)
                .isThrownBy(() -> keys.forSealing("", "ada"))
                .satisfies(e -> assertThat(e.subject()).isEqualTo("ada"))
                .withMessageNotContaining("ada");
    }

    @Test
    void every_storage_has_keys_of_its_own() {
        Storage other = new InMemoryStorage();
        PersonalKeys keys = new PersonalKeys(storage, MASTER);
        var ours = keys.forSealing("", "ada");

        var theirs = keys.on(other).forSealing("", "ada");

        assertThat(theirs).isNotEqualTo(ours);
        assertThat(new PersonalKeys(other, MASTER).forOpening("", "ada")).contains(theirs);
        assertThat(keys.on(other).on(storage).forOpening("", "ada")).containsSame(ours);
        keys.on(other).forget("", "ada");
        assertThat(keys.forOpening("", "ada")).containsSame(ours);
    }

    @Test
    void views_and_transactions_remember_what_their_storage_remembers() {
        PersonalKeys keys = new PersonalKeys(storage, MASTER);
        Storage acme = storage.forTenant("acme");
        var key = keys.on(acme).forSealing("acme", "ada");

        assertThat(keys.forOpening("acme", "ada")).containsSame(key);
        assertThat(storage.<Optional<SecretKey>, RuntimeException>atomically(
                        tx -> keys.on(tx).forOpening("acme", "ada")))
                .containsSame(key);
        assertThat(acme.<Optional<SecretKey>, RuntimeException>atomically(
                        tx -> keys.on(tx).forOpening("acme", "ada")))
                .containsSame(key);
        keys.on(acme).forget("acme", "ada");
        assertThat(keys.forOpening("acme", "ada")).isEmpty();
    }

    @Test
    void what_is_found_while_a_subject_is_forgotten_is_not_remembered() {
        PersonalKeys keys = keys(PersonalKeys.Options.DEFAULT);
        new PersonalKeys(storage, MASTER).forSealing("", "ada");
        meanwhile = () -> {
            meanwhile = () -> {};
            keys.forget("", "ada");
        };

        assertThat(keys.forOpening("", "ada")).as("found before").isPresent();

        assertThat(keys.forOpening("", "ada")).isEmpty();
        assertThat(looks).hasValue(2);
        assertThat(keys.forOpening("", "ada")).isEmpty();
        assertThat(looks).as("remembered again").hasValue(2);
    }

    @Test
    void whether_a_subject_is_forgotten_is_known_at_once_though_its_key_is_remembered() {
        PersonalKeys keys = keys(PersonalKeys.Options.DEFAULT);
        keys.forSealing("", "ada");
        assertThat(keys.isForgotten("", "ada")).isFalse();

        new Forgetting(storage).forget("ada");

        assertThat(keys.isForgotten("", "ada")).isTrue();
        assertThat(keys.forOpening("", "ada")).isEmpty();
        assertThat(keys.isForgotten("", "ada")).isTrue();
        assertThat(looks).hasValue(3);
    }

    @Test
    void a_forgetting_that_is_rolled_back_is_not_remembered() {
        PersonalKeys keys = new PersonalKeys(storage, MASTER);
        keys.forSealing("", "ada");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> storage.<Boolean, RuntimeException>atomically(tx -> {
                    keys.on(tx).forget("", "ada");
                    assertThat(keys.on(tx).isForgotten("", "ada")).isTrue();
                    assertThat(keys.on(tx).forOpening("", "ada")).isEmpty();
                    throw new IllegalStateException("roll back");
                }));

        assertThat(keys.isForgotten("", "ada")).isFalse();
        assertThat(keys.forOpening("", "ada")).isPresent();
    }

    @Test
    void so_many_subjects_are_remembered_and_no_more() {
        PersonalKeys keys = keys(PersonalKeys.Options.DEFAULT.withMost(2));
        keys.forSealing("", "1");
        keys.forSealing("", "2");
        keys.forSealing("", "1");
        keys.forSealing("", "3");
        assertThat(looks).hasValue(3);

        keys.forOpening("", "1");
        keys.forOpening("", "3");
        assertThat(looks).hasValue(3);
        keys.forOpening("", "2");
        assertThat(looks).hasValue(4);
    }

    @Test
    void a_store_that_does_not_answer_is_an_error_that_is_not_remembered() {
        PersonalKeys keys = keys(PersonalKeys.Options.DEFAULT);
        keys.on(storage).forSealing("", "grace");
        down = true;
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> keys.forOpening("", "ada"));
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> keys.forSealing("", "ada"));
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> keys.isForgotten("", "ada"));
        assertThat(keys.forOpening("", "grace")).as("remembered").isPresent();

        down = false;
        assertThatExceptionOfType(SubjectKeyException.class).isThrownBy(() -> keys.forOpening("", "ada"));
        keys.forSealing("", "ada");
        assertThat(keys.forOpening("", "ada")).isPresent();
    }

    @Test
    void nothing_is_remembered_for_longer_than_a_minute() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> PersonalKeys.Options.DEFAULT.withRemembered(Duration.ofSeconds(61)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> PersonalKeys.Options.DEFAULT.withRemembered(Duration.ofSeconds(-1)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> PersonalKeys.Options.DEFAULT.withMost(-1));
    }

    @Test
    void master_keys_are_read_from_a_text() {
        byte[] next = new byte[32];
        next[0] = 1;
        MasterKeys keys = MasterKeys.parse(" 2012:" + Base64.getEncoder().encodeToString(next) + "\n2011:"
                + Base64.getEncoder().encodeToString(new byte[32]) + "\n");
        assertThat(keys.current()).isEqualTo("2012");

        SubjectKey.Wrapped wrapped = MASTER.wrap("", "ada", new PersonalKeys(storage, MASTER).forSealing("", "x"));
        assertThat(keys.unwrap("", wrapped)).isEqualTo(MASTER.unwrap("", wrapped));
    }

    @Test
    void no_message_shows_a_master_key() {
        String secret =
                Base64.getEncoder().encodeToString("a secret of thirty-two bytes !!!".getBytes(StandardCharsets.UTF_8));
        assertThat(MasterKeys.parse("2011:" + secret).toString())
                .doesNotContain(secret)
                .contains("2011");
        for (String wrong : new String[] {
            secret,
            "",
            "2011:" + secret + "!",
            "2011:" + secret.substring(4),
            "2011:" + secret + " 2011:" + secret,
            "20 11:" + secret,
            "2/11:" + secret
        }) {
            assertThatThrownBy(() -> MasterKeys.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .hasMessageNotContaining(secret.substring(4, 20));
        }
    }
}
