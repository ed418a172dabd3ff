// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.loan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.event.EventQuery;
import dev.eventsource.examples.Page;
import dev.eventsource.examples.loan.LoanCommand.Submit;
import dev.eventsource.examples.loan.LoanEvent.Submitted;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.handling.Handles;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.postgres.PostgresStorage;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** The code of docs/how-to/spring-boot.md, in a real application context. */
class SpringTest {

    // DOC beans begin
    @Configuration(proxyBeanMethods = false)
    static class EventSourceConfiguration {

        @Bean
        JdbcStorage storage(DataSource dataSource) {
            PostgresStorage.migrate(dataSource);
            return new PostgresStorage(dataSource);
        }

        @Bean
        AggregateRepository<LoanCommand, Aggregate<Loan>> loans(JdbcStorage storage) {
            return new Aggregates(storage, LoanEvent.CODEC).of("loan", LoanEvent.class, new LoanDecider());
        }

        @Bean
        Subscriptions subscriptions(JdbcStorage storage, Mailing mailing) {
            return new Subscriptions(
                    storage, List.of(Subscription.of("mailing", EventHandlers.of(mailing, LoanEvent.CODEC))));
        }
    }
    // DOC beans end

    // DOC lifecycle begin
    /** Runs while the application context does: begun last, ended first, when beans can still be used. */
    static final class Subscriptions implements SmartLifecycle {

        private final JdbcStorage storage;
        private final List<Subscription> all;
        private volatile Running running;

        Subscriptions(JdbcStorage storage, List<Subscription> all) {
            this.storage = storage;
            this.all = all;
        }

        @Override
        public void start() {
            running = Running.on(storage);
            all.forEach(running::start);
        }

        @Override
        public void stop() {
            running.stop(Duration.ofSeconds(20));
            running = null;
        }

        @Override
        public boolean isRunning() {
            return running != null;
        }
    }
    // DOC lifecycle end

    // DOC handler begin
    @Component
    static class Mailing {

        final List<String> sent = new CopyOnWriteArrayList<>();

        @Handles
        void on(Submitted event) {
            sent.add("Dear " + event.applicant());
        }
    }
    // DOC handler end

    // DOC service begin
    @Component
    static class LoanService {

        private final JdbcStorage storage;
        private final DataSource dataSource;
        private final JdbcTemplate jdbc;
        private final AggregateRepository<LoanCommand, Aggregate<Loan>> loans;

        LoanService(
                JdbcStorage storage, DataSource dataSource, AggregateRepository<LoanCommand, Aggregate<Loan>> loans) {
            this.storage = storage;
            this.dataSource = dataSource;
            this.jdbc = new JdbcTemplate(dataSource);
            this.loans = loans;
        }

        @Transactional
        public void apply(String loan, String applicant, BigDecimal amount) {
            jdbc.update("insert into customer (name) values (?)", applicant); // rows first
            loans.on(storage.within(DataSourceUtils.getConnection(dataSource)))
                    .execute(loan, new Submit(applicant, amount));
            if (amount.signum() <= 0) {
                throw new IllegalArgumentException("Nothing is lent"); // rolls back the row and the event
            }
        }
    }
    // DOC service end

    @Configuration
    @EnableTransactionManagement
    @Import({EventSourceConfiguration.class, Mailing.class, LoanService.class})
    static class Application {

        @Bean
        DataSource dataSource() {
            return PostgresServer.shared().createDatabase().dataSource();
        }

        @Bean
        DataSourceTransactionManager transactionManager(DataSource dataSource) {
            return new DataSourceTransactionManager(dataSource);
        }
    }

    @Test
    void an_application_appends_in_its_transactions_and_handles_what_was_appended() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class)) {
            JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
            jdbc.execute("create table customer (name text)");
            LoanService service = context.getBean(LoanService.class);

            service.apply("173688", "Ada", new BigDecimal(20_000));
            assertThatThrownBy(() -> service.apply("173689", "Joan", BigDecimal.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);

            Mailing mailing = context.getBean(Mailing.class);
            await().until(() -> mailing.sent.equals(List.of("Dear Ada")));
            assertThat(jdbc.queryForList("select name from customer", String.class))
                    .containsExactly("Ada");
            assertThat(context.getBean(JdbcStorage.class)
                            .events()
                            .readAll(EventQuery.all(), 0, 10)
                            .events())
                    .hasSize(1);
        }
    }

    @Test
    void the_page_shows_this_code() throws Exception {
        Page.howTo("spring-boot.md").hasTheCodeOf("loan/SpringTest.java");
    }
}
