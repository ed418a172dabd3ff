// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house.javadoc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.house.PublishedModule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever users can name says what it is for. That the comments are well-formed is seen by the javadoc tool itself. */
class JavadocTest {

    /** The command line is a program: nobody calls it. */
    static List<String> libraries() {
        return PublishedModule.all().stream()
                .map(PublishedModule::name)
                .filter(name -> !name.equals("eventsource-cli"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void whatever_is_public_is_described(String name) throws IOException {
        Path sources = PublishedModule.named(name).folder().resolve("src/main/java");
        try (Stream<Path> files = Files.walk(sources);
                StandardJavaFileManager manager =
                        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            List<Path> java =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(java).isNotEmpty();
            assertThat(Undocumented.in(manager.getJavaFileObjectsFromPaths(java)))
                    .as("public and without javadoc")
                    .isEmpty();
        }
    }

    @Test
    void what_is_not_described_would_be_found() {
        assertThat(Undocumented.in(List.of(source("""
                        package loans;
                        public class Loan implements Runnable {
                            public static final int MOST = 1;
                            /** Said. */
                            public static final int LEAST = 1;
                            private static final long serialVersionUID = 1;
                            public Loan() {}
                            protected void change() {}
                            void hidden() {}
                            @Override public void run() {}
                            public enum State {
                                OPEN,
                                /** Said. */
                                PAID
                            }
                            /**
                             * Said.
                             *
                             * @param years said
                             */
                            public record Terms(int years, int rate) {
                                public Terms withYears(int years) { return this; }
                                public Terms withRate(int rate) { return this; }
                                public Terms { years++; }
                                public Terms(String text) { this(1, 2); }
                            }
                            /** Said. */
                            public interface Bank { int rate(); }
                            static class Hidden { public void unseen() {} }
                        }
                        """))))
                .containsExactlyInAnyOrder(
                        "loans.Loan",
                        "loans.Loan.MOST",
                        "loans.Loan.new",
                        "loans.Loan.change",
                        "loans.State",
                        "loans.State.OPEN",
                        "loans.Terms.withRate",
                        "loans.Terms.new",
                        "loans.Bank.rate");
    }

    private static JavaFileObject source(String text) {
        return new SimpleJavaFileObject(URI.create("string:///Loan.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
