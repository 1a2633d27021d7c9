package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.internal.machine.PoolSpec.Share;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The accounts that the providers of an engine call: providers that name the same one share it, and one that names
 * none is an account of its own. Engine thread only.
 */
final class Accounts {

    /** What is known of an account before it is opened. */
    private static final class Plan {

        private final String name;
        private int pools;
        private boolean proves;

        /** The lowest that somebody names; infinite if nobody does. */
        private double rate = Double.POSITIVE_INFINITY;

        Plan(String name) {
            this.name = name;
        }

        /** Each pool makes calm reads, and proofs where there are any. */
        Share share() {
            double calm = Limits.CALM_SHARE * rate / (proves ? 2 : 1);
            return new Share(name, pools, Double.isInfinite(rate) ? 0 : (long) (pools / calm * 1e9));
        }
    }

    private final IdentityHashMap<DnsProvider, Account> accounts = new IdentityHashMap<>();
    private final IdentityHashMap<DnsProvider, Share> shares = new IdentityHashMap<>();
    private final List<Account> all = new ArrayList<>();

    Accounts(EngineRuntime runtime, List<EndpointPool> pools) {
        IdentityHashMap<DnsProvider, Plan> plans = new IdentityHashMap<>();
        Map<String, Plan> named = new HashMap<>();
        for (EndpointPool pool : pools) {
            plans.computeIfAbsent(pool.provider(), provider -> planOf(provider.traits(), named)).pools++;
        }
        IdentityHashMap<Plan, Account> opened = new IdentityHashMap<>();
        plans.forEach((provider, plan) -> {
            accounts.put(provider, opened.computeIfAbsent(plan, each -> new Account(runtime, each.rate, each.pools)));
            shares.put(provider, plan.share());
        });
        all.addAll(opened.values());
    }

    private static Plan planOf(ProviderTraits traits, Map<String, Plan> named) {
        String name = traits.account();
        Plan plan = name.isEmpty() ? new Plan("") : named.computeIfAbsent(name, Plan::new);
        plan.rate = Math.min(plan.rate, traits.callsPerSecond());
        plan.proves |= traits.provesRights();
        return plan;
    }

    Account of(DnsProvider provider) {
        return Objects.requireNonNull(accounts.get(provider));
    }

    /** What each pool of a provider has of its account. */
    Share shareOf(DnsProvider provider) {
        return shares.getOrDefault(provider, Share.WHOLE);
    }

    void close() {
        all.forEach(Account::close);
    }
}
