// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUrlTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("PGUSER", "ada", "PGPASSWORD", "from-environment");

    @Test
    void user_and_password_of_the_url_come_before_those_of_the_environment() {
        StoreUrl url = StoreUrl.of("jdbc:postgresql://db/loans?user=grace&password=from-url", ENVIRONMENT);
        assertThat(url.dataSource().getUser()).isEqualTo("grace");
        assertThat(url.dataSource().getPassword()).isEqualTo("from-url");

        url = StoreUrl.of("jdbc:postgresql://db/loans?user=grace", ENVIRONMENT);
        assertThat(url.dataSource().getUser()).isEqualTo("grace");
        assertThat(url.dataSource().getPassword()).isEqualTo("from-environment");

        url = StoreUrl.of("jdbc:postgresql://db/loans", ENVIRONMENT);
        assertThat(url.dataSource().getUser()).isEqualTo("ada");
        assertThat(url.dataSource().getPassword()).isEqualTo("from-environment");
    }

    @Test
    void without_any_word_of_them_they_are_left_to_the_driver() {
        StoreUrl url = StoreUrl.of("jdbc:postgresql://db/loans", Map.of("PGUSER", "", "PGPASSWORD", ""));
        assertThat(url.dataSource().getUser()).isNull();
        assertThat(url.dataSource().getPassword()).isNull();
    }

    @Test
    void connections_are_told_what_the_url_says_and_else_what_suits_a_store() {
        StoreUrl url = StoreUrl.of("jdbc:postgresql://db/loans?connectTimeout=3&sslmode=require", Map.of());
        assertThat(url.dataSource().getConnectTimeout()).isEqualTo(3);
        assertThat(url.dataSource().getSslmode()).isEqualTo("require");
        assertThat(url.dataSource().getTcpKeepAlive()).isTrue();
        assertThat(url.dataSource().getApplicationName()).isEqualTo("eventsource");
        assertThat(url.dataSource().getLogServerErrorDetail()).isFalse();
        assertThat(StoreUrl.of("jdbc:postgresql://db/loans", Map.of())
                        .dataSource()
                        .getConnectTimeout())
                .isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "jdbc:postgresql:loans                               | postgresql://localhost:5432/loans",
                "jdbc:postgresql:loans?user=a&password=b             | postgresql://localhost:5432/loans",
                "jdbc:postgresql://db/loans                          | postgresql://db:5432/loans",
                "jdbc:postgresql://db:15432/loans?password=a@b/c?d=e | postgresql://db:15432/loans",
                "jdbc:postgresql://[::1]:15432/loans                 | postgresql://[::1]:15432/loans",
                "jdbc:postgresql://one,two:15432/loans               | postgresql://one:5432,two:15432/loans",
                "jdbc:postgresql:///loans                            | postgresql://localhost:5432/loans",
                "jdbc:postgresql://db/?user=ada                      | postgresql://db:5432/ada"
            })
    void its_name_is_server_and_database(String url, String name) {
        assertThat(StoreUrl.of(url, Map.of()).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "''                        | public",
                "loans                     | loans",
                "Loans,public              | loans",
                "%20loans%20,public        | loans",
                "%22My%20Loans%22,public   | My Loans",
                "\"My,Loans\"              | My,Loans",
                "%22a%20%22%22b%22%22%22   | a \"b\""
            })
    void the_schema_is_the_first_that_the_url_names(String parameter, String schema) {
        String value = parameter.equals("''") ? "" : parameter;
        assertThat(StoreUrl.of("jdbc:postgresql://db/loans?currentSchema=" + value, Map.of())
                        .schema())
                .isEqualTo(schema);
        assertThat(StoreUrl.of("jdbc:postgresql://db/loans", Map.of()).schema()).isEqualTo("public");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://ada:s3cr3t-1@db/loans",
                "jdbc:postgresql://ada:s3cr3t-1@db:5432/loans",
                "jdbc:postgresql:ada:s3cr3t-1@loans",
                "jdbc:postgresql://db?password=s3cr3t-1",
                "jdbc:postgresql://db:port/loans?password=s3cr3t-1",
                "jdbc:postgresql://db:99999/loans?password=s3cr3t-1",
                "jdbc:postgresql://db/a/b?password=s3cr3t-1",
                "jdbc:postgresql:/db/loans?password=s3cr3t-1",
                "jdbc:postgresql://db/loans?password=s3cr3t-1%",
                "jdbc:postgresql://db/loans?port=s3cr3t-1",
                "jdbc:postgresql://db/loans?service=no-such-service&password=s3cr3t-1"
            })
    void a_url_that_makes_no_sense_is_refused_without_repeating_it(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreUrl.of(url, Map.of()))
                .withNoCause()
                .withMessageContaining("write jdbc:postgresql://HOST:PORT/DATABASE?user=NAME")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cr3t"));
    }

    @Test
    void a_schema_that_depends_on_the_user_or_cannot_be_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreUrl.of("jdbc:postgresql://db/loans?currentSchema=%22$user%22,public", Map.of()))
                .withMessageContaining("name the schema");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreUrl.of("jdbc:postgresql://db/loans?currentSchema=" + "x".repeat(64), Map.of()))
                .withMessageContaining("1 to 63 bytes");
    }
}
