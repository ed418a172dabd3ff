// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package of the core may know which; what stands left knows what stands right. */
class PackageRulesTest {

    private static final String ROOT = "dev.eventsource.";

    /** Everything reachable must be named. A package that is not listed here yet fails {@link #every_package_has_a_rule}. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            entry("event", Set.of()),
            entry("observe", Set.of("event")),
            entry("store", Set.of("event")),
            entry("codec", Set.of("event", "store")),
            entry("json", Set.of("codec", "event", "store")),
            entry("personal", Set.of("event", "store", "codec")),
            entry("handling", Set.of("event", "store", "codec")),
            entry("worker", Set.of()),
            entry("aggregate", Set.of("event", "observe", "store", "codec", "handling")),
            entry("subscription", Set.of("event", "observe", "store", "handling", "worker")),
            entry("projection", Set.of("event", "observe", "store", "codec", "handling", "worker", "subscription")),
            entry("bus", Set.of("event", "observe", "store", "json", "handling", "worker")),
            entry(
                    "outbox",
                    Set.of(
                            "event",
                            "observe",
                            "store",
                            "json",
                            "handling",
                            "worker",
                            "subscription",
                            "bus",
                            "workflow")),
            entry("workflow", Set.of("event", "store", "codec", "handling", "worker", "subscription")));

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.eventsource");

    @Test
    void the_core_is_looked_at() {
        assertThat(CORE.size()).isGreaterThan(30);
    }

    @Test
    void every_package_has_a_rule() {
        assertThat(CORE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .allSatisfy(name -> assertThat(MAY_KNOW).containsKey(name.substring(ROOT.length())));
    }

    @Test
    void a_package_knows_only_those_it_may_know() {
        MAY_KNOW.forEach((name, known) -> {
            String[] allowed = Stream.concat(
                            Stream.of("java..", "org.slf4j", "org.jspecify.annotations", ROOT + name),
                            known.stream().map(ROOT::concat))
                    .toArray(String[]::new);
            if (name.equals("json")) {
                allowed = Stream.concat(
                                Arrays.stream(allowed),
                                Stream.of("tools.jackson..", "com.fasterxml.jackson.annotation"))
                        .toArray(String[]::new);
            }
            if (Set.of("codec", "json", "personal").contains(name)) {
                allowed = Stream.concat(Arrays.stream(allowed), Stream.of("javax.crypto.."))
                        .toArray(String[]::new);
            }
            if (name.equals("event")) {
                allowed = Stream.concat(Arrays.stream(allowed), Stream.of("com.fasterxml.uuid.."))
                        .toArray(String[]::new);
            }
            classes()
                    .that()
                    .resideInAPackage(ROOT + name)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(allowed)
                    .allowEmptyShould(true)
                    .check(CORE);
        });
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("dev.eventsource.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void only_the_worker_starts_threads() {
        startsNoThreads().check(CORE);
    }

    @Test
    void a_class_that_starts_a_thread_would_be_found() {
        JavaClasses starter = new ClassFileImporter().importClasses(Starter.class, Pool.class);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> startsNoThreads().check(starter))
                .withMessageContainingAll("Starter", "Pool");
    }

    @Test
    void names_say_what_a_thing_is() {
        classes().should(HouseNames.SAY_WHAT_IT_IS).check(CORE);
    }

    @Test
    void a_name_that_says_nothing_would_be_found() {
        for (String name :
                new String[] {"LoanManager", "LoanHelper", "LoanUtil", "LoanUtils", "LoanImpl", "AbstractLoan", "ILoan"
                }) {
            assertThat(HouseNames.saysWhatItIs(name)).as(name).isFalse();
        }
        for (String name : new String[] {"Loan", "Implementer", "Id", "InMemoryStorage", "Abstraction", "IO"}) {
            assertThat(HouseNames.saysWhatItIs(name)).as(name).isTrue();
        }
    }

    @Test
    void no_package_is_a_drawer() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..spi..", "..manager..")
                .check(CORE);
    }

    @Test
    void nobody_makes_an_abstract_class_public_but_for_exceptions() {
        constructors()
                .that()
                .areDeclaredInClassesThat(DescribedPredicate.describe(
                        "are abstract and no exceptions",
                        (JavaClass c) ->
                                c.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)
                                        && !c.isAssignableTo(Throwable.class)))
                .should()
                .notBePublic()
                .allowEmptyShould(true)
                .check(CORE);
    }

    private static com.tngtech.archunit.lang.ArchRule startsNoThreads() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("dev.eventsource.worker")
                .should()
                .callConstructorWhere(DescribedPredicate.describe(
                        "makes a thread", call -> call.getTargetOwner().isAssignableTo(Thread.class)))
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "starts a thread",
                        call -> (call.getTargetOwner().isAssignableTo(Thread.class)
                                        && call.getName().startsWith("start"))
                                || call.getTargetOwner().isEquivalentTo(Executors.class)));
    }

    static final class Starter {
        Thread thread() {
            return new Thread(() -> {});
        }
    }

    static final class Pool {
        Object pool() {
            return Executors.newCachedThreadPool();
        }
    }
}
