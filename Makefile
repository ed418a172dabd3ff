# What one does here. `make help` lists it.

MAVEN = ./mvnw -B -ntp
# With the second compiler, which tests do without otherwise.
SOAK = $(MAVEN) -Dtest.jvm=

.PHONY: help check format test api soak bench release-check release-dry-run

help: ## list the targets
	@sed -n 's/^\([a-z-]*\): ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 17

check: ## formatting, warnings, Error Prone, NullAway, javadoc: everything but the tests
	$(MAVEN) -q -T 2 -Pdocs verify -DskipTests

.PHONY: site reference
site: ## build the documentation as HTML into target/site
	$(MAVEN) -q -pl eventsource-examples -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest=SiteTest -Deventsource.site=target/site
	@echo target/site/index.html

reference: ## make the pages of docs/reference anew that come from code: the contract, the command line
	$(MAVEN) -q -pl eventsource-examples -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest='*PageTest' -Deventsource.reference=write

format: ## bring the sources into the one format
	$(MAVEN) -q -pl '!eventsource-bom' spotless:apply

test: ## all tests, with what they need set up
	./verify

api: ## accept the public API as it is now: write api.txt of each module (and what native images must keep)
	$(MAVEN) -q -pl eventsource-house -am verify -Dsurefire.failIfNoSpecifiedTests=false -Dtest='PublicApiTest,ReachabilityTest' -Deventsource.api.accept=true

soak: ## the fault tests for a long time (rounds: ROUNDS=200), PostgreSQL on its oldest and newest version (PG_ROUNDS=20)
	$(SOAK) -pl eventsource-jdbc,eventsource-sqlite -am verify -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest='GroupCommitStressTest,SqliteProcessesTest' -Deventsource.rounds=$${ROUNDS:-200}
	$(SOAK) -pl eventsource-inmemory,eventsource-sqlite -am verify -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest='InMemoryStorageContractTest,SqliteStorageContractTest' -Deventsource.rounds=$${ROUNDS:-200}
	$(SOAK) -pl eventsource-cli -am verify -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest='DemoTest,LoanLogWorkersTest,LoanLogRelayTest,MortalProcessesTest,SubscribingProcessesTest,OperationProcessesTest' \
	  -Deventsource.loans=0 -Deventsource.relayed=0 -Deventsource.steps=1 -Deventsource.operations=10000
	$(SOAK) -pl eventsource-bus-rabbitmq -am verify -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest='Rabbit*ContractTest' -Deventsource.exchanges=all
	$(SOAK) -pl eventsource-otel -am verify -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest='Traced*StorageContractTest' -Deventsource.traced=all
	for version in 13.23.0 18.6.0; do \
	  $(SOAK) -pl eventsource-postgres -am verify -Dsurefire.failIfNoSpecifiedTests=false -Dpostgres.server.version=$$version \
	    -Dtest='Postgres*Test' -Deventsource.ranges=all -Deventsource.rounds=$${PG_ROUNDS:-20} -Deventsource.snapshot.seconds=120 || exit 1; \
	done

bench: ## print the benchmark tables (rounds: ROUNDS=5; only one part: BACKEND=sqlite, postgres, subscriptions, aggregates, operations, buses or telemetry; a rough idea: BACKEND='postgres quick')
	$(MAVEN) -q -pl eventsource-benchmarks -am package -DskipTests
	java -Xmx2g -jar eventsource-benchmarks/target/eventsource-benchmarks.jar $(BACKEND) $${ROUNDS:-5}

release-check: ## what a release must pass beside ./verify: all tests on the second JDK, mutation testing of the core, two builds compared
	release/check

release-dry-run: ## stage a release in target/release and build a program from it (GPG=1: signed with your key)
	release/dry-run
