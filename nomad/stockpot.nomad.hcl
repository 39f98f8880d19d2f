# Stockpot on one node that the internet reaches directly: nginx in the jail has 80, 443 and 8448 of
# the host, and gets its certificates itself. Secrets are Nomad variables (see README.md).
#
#   nomad job run -var domain=example.com -var alert_email=admin@example.com -var node=node1 stockpot.nomad.hcl

variable "domain" {
  type        = string
  description = "Server name: the part behind the colon of every user id. It can never change."
}

variable "alert_email" {
  type        = string
  description = "Who is told of trouble; also the account at the certificate authority."
}

variable "node" {
  type        = string
  description = "The node that has the data set; nowhere else may it run."
}

variable "datacenters" {
  type    = list(string)
  default = ["dc1"]
}

variable "data" {
  type        = string
  default     = "/mnt/matrixdata"
  description = "The data set's folder on that node; without a colon in it."
}

variable "image" {
  type    = string
  default = "https://pots.example.org"
}

variable "pot" {
  type    = string
  default = "stockpot-amd64-14_3"
}

variable "tag" {
  type    = string
  default = "0.1.0"
}

variable "memory" {
  type        = number
  default     = 1024
  description = "MB for the jail; the Java heap follows from it by NOMAD_MEMORY_LIMIT."
}

job "stockpot" {
  datacenters = var.datacenters
  type        = "service"

  constraint {
    attribute = "${attr.unique.hostname}"
    value     = var.node
  }

  # The data set has one server at a time, so the old one stops before the new one starts: no canary.
  update {
    max_parallel      = 1
    canary            = 0
    health_check      = "checks"
    min_healthy_time  = "10s"
    healthy_deadline  = "5m"
    progress_deadline = "10m"
    auto_revert       = true
  }

  group "matrix" {
    count = 1

    # Draining the node stops it: the data is here. It comes back when the node does.
    migrate {
      max_parallel     = 1
      health_check     = "checks"
      min_healthy_time = "10s"
      healthy_deadline = "5m"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    # cook ends with another code than 0 when it cannot keep the server alive.
    restart {
      attempts = 5
      interval = "30m"
      delay    = "15s"
      mode     = "delay"
    }

    # Taken out of the catalogue before it is stopped.
    shutdown_delay = "5s"

    network {
      port "http" {
        static = 80
      }
      port "https" {
        static = 443
      }
      port "federation" {
        static = 8448
      }
    }

    # Port 80 answers from the server behind it, also while no certificate is there yet; nginx says 503
    # when the server is dead, which a check of the port alone would not notice.
    service {
      name     = "matrix"
      provider = "consul"
      port     = "http"
      tags     = ["matrix", "_app=matrix", "_service=matrix", "_hostname=${var.domain}"]

      check {
        name     = "server"
        type     = "http"
        path     = "/health"
        interval = "15s"
        timeout  = "5s"

        check_restart {
          limit = 5
          grace = "120s"
        }
      }
    }

    # What clients see. Without a certificate it fails, which is to be seen, but is no reason to start
    # anew or to take a deployment back: cook goes on asking for one.
    service {
      name     = "matrix-https"
      provider = "consul"
      port     = "https"

      check {
        name            = "clients"
        type            = "http"
        protocol        = "https"
        tls_skip_verify = true
        path            = "/_matrix/client/versions"
        interval        = "30s"
        timeout         = "5s"
        on_update       = "ignore"
      }
    }

    task "stockpot" {
      driver = "pot"

      config {
        image   = var.image
        pot     = var.pot
        tag     = var.tag
        command = "/usr/local/bin/cook"
        args    = ["up"]
        mount   = ["${var.data}:/mnt"]

        port_map = {
          http       = "80"
          https      = "443"
          federation = "8448"
        }

        # kill_signal and kill_timeout mean nothing to this driver; these two do.
        attributes = ["stop_timeout:60", "exec_stop:/usr/local/bin/cook-stop"]
      }

      # A shell reads these values before cook does, so they hold neither secrets nor $ ` " \.
      env {
        DOMAIN              = var.domain
        ALERTEMAIL          = var.alert_email
        REGISTRATIONENABLE  = "false"
        MYSHAREDSECRET_FILE = "/secrets/mysharedsecret"
        # SMTPHOST      = "mail.example.com"
        # SMTPPORT      = "587"
        # SMTPUSER      = "matrix"
        # SMTPFROM      = "matrix@example.com"
        # SMTPPASS_FILE = "/secrets/smtppass"
      }

      # nomad var put nomad/jobs/stockpot mysharedsecret=…
      # The jail sees the task's secrets folder as /secrets. A new secret means a new clone.
      template {
        destination = "secrets/mysharedsecret"
        perms       = "0600"
        change_mode = "restart"
        splay       = "1m"
        data        = "{{ with nomadVar \"nomad/jobs/stockpot\" }}{{ .mysharedsecret }}{{ end }}"
      }

      resources {
        cpu    = 1000
        memory = var.memory
      }
    }
  }
}
