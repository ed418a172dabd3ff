# What one does here. `make help` lists it.

MAVEN = ./mvnw -B -ntp

.PHONY: help check format test soak bench

help: ## list the targets
	@sed -n 's/^\([a-z-]*\): ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

check: ## formatting, warnings, Error Prone, NullAway, javadoc: everything but the tests
	$(MAVEN) -q -T 2 -Pdocs verify -DskipTests

format: ## bring the sources into the one format
	$(MAVEN) -q -pl '!eventsource-bom' spotless:apply

test: ## all tests, with what they need set up
	./verify

soak: ## the fault tests for a long time (rounds: ROUNDS=200), PostgreSQL on its oldest and newest version (PG_ROUNDS=20)
	$(MAVEN) -pl eventsource-jdbc,eventsource-sqlite -am verify -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest='GroupCommitStressTest,SqliteProcessesTest' -Deventsource.rounds=$${ROUNDS:-200}
	$(MAVEN) -pl eventsource-inmemory,eventsource-sqlite -am verify -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest='InMemoryStorageContractTest,SqliteStorageContractTest' -Deventsource.rounds=$${ROUNDS:-200}
	$(MAVEN) -pl eventsource-cli -am verify -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest='LoanLogWorkersTest,LoanLogRelayTest,MortalProcessesTest,SubscribingProcessesTest,OperationProcessesTest' \
	  -Deventsource.loans=0 -Deventsource.relayed=0 -Deventsource.steps=1 -Deventsource.operations=10000
	$(MAVEN) -pl eventsource-bus-rabbitmq -am verify -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest='Rabbit*ContractTest' -Deventsource.exchanges=all
	for version in 13.23.0 18.6.0; do \
	  $(MAVEN) -pl eventsource-postgres -am verify -Dsurefire.failIfNoSpecifiedTests=false -Dpostgres.server.version=$$version \
	    -Dtest='Postgres*Test' -Deventsource.rounds=$${PG_ROUNDS:-20} -Deventsource.snapshot.seconds=120 || exit 1; \
	done

bench: ## print the benchmark tables (rounds: ROUNDS=5; only one part: BACKEND=sqlite, postgres, subscriptions, aggregates, operations or buses; a rough idea: BACKEND='postgres quick')
	$(MAVEN) -q -pl eventsource-benchmarks -am package -DskipTests
	java -Xmx2g -jar eventsource-benchmarks/target/eventsource-benchmarks.jar $(BACKEND) $${ROUNDS:-5}
