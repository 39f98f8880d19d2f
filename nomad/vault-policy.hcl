# What the job may read in Vault: vault policy write stockpot vault-policy.hcl
path "kv/data/stockpot" {
  capabilities = ["read"]
}
